import process from 'node:process'
import { commandTool } from '../command/index.ts'
import { Plinth } from '../plinth.ts'

const server = new Plinth({ name: 'breaker-life' })
server.add(
  commandTool({
    name: 'probe',
    command: process.env.PROBE ?? '',
    breaker: { threshold: 2, recoverySec: 1, growth: 2, maxRecoverySec: 10, jitter: 0 },
  }),
)
await server.run()
