import { Plinth } from 'plinth'
import { exampleTool } from './tools/example-tool.ts'

export const server = new Plinth({ name: 'plinth-project', version: '0.1.0' })

server.add(exampleTool)
