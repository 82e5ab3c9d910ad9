import { Plinth } from 'plinth'
import { z } from 'zod'
import { tellMemory } from './memory.mjs'

const server = new Plinth({ name: 'bench', version: '1.0.0' })
server.tool('echo', { input: z.object({ text: z.string() }) }, ({ text }) => text)

tellMemory()
await server.run()
