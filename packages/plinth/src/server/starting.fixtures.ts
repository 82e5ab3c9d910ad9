import { setTimeout as sleep } from 'node:timers/promises'
import { Plinth } from '../index.ts'

/** A server for tests of starting: it has a pool, and a module that never begins, or fails to. */
const server = new Plinth({
  name: 'starting',
  lifespan: ({ defer }) => {
    defer(() => process.stderr.write('pool closed\n'))
    return {}
  },
})
const module = new Plinth({
  name: 'module',
  lifespan: async ({ defer, signal }) => {
    defer(() => process.stderr.write('module closed\n'))
    process.stderr.write('module begins\n')
    if (process.env.FAIL) throw new Error('no database')
    await sleep(60_000, undefined, { signal })
    return {}
  },
})
server.mount(module)
await server.run()
