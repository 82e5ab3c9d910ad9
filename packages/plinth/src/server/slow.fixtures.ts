import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { Plinth } from '../index.ts'

/** A server for tests of running and stopping: what it does takes the time that its caller says. */
const server = new Plinth({
  name: 'slow',
  lifespan: ({ defer }) => {
    defer(() => process.stderr.write('pool closed\n'))
    return {}
  },
})
server.tool('wait', { input: z.object({ ms: z.number(), heed: z.boolean() }) }, async ({ ms, heed }, ctx) => {
  process.stderr.write('waiting\n')
  await sleep(ms, undefined, heed ? { signal: ctx.signal } : {})
  return 'waited'
})
server.tool('noise', {}, () => 'quiet')
server.health({
  name: 'fixture',
  priority: 'low',
  check: () => ({ status: 'healthy', message: 'As always' }),
})
await server.run()
