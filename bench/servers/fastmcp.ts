import { FastMCP } from 'fastmcp'
import { freePort } from './free-port.ts'
import { announce } from './ready.ts'
import { description, input, others } from './tools.ts'

const server = new FastMCP({ name: 'bench', version: '1.0.0' })
for (const name of ['echo', ...others])
  server.addTool({ name, description, parameters: input, execute: async ({ text }) => text })
const port = await freePort()
await server.start({ transportType: 'httpStream', httpStream: { port, stateless: true } })
announce(port)
