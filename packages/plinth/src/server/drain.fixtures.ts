import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { commandTool, literal } from '../command/index.ts'
import { Plinth } from '../index.ts'

const closing = (name: string) => ({
  name,
  lifespan: ({ defer }: { defer: (close: () => void) => void }) => {
    defer(() => process.stderr.write(`closed ${name}\n`))
    return {}
  },
})

/** A server for tests of draining: calls that end in time, calls that do not, and programs that sleep. */
const server = new Plinth(closing('first'))
server.mount(new Plinth(closing('second')))
server.mount(new Plinth(closing('third')))
server.resource('note://one', { name: 'note' }, () => 'noted')
server.tool('wait', { input: z.object({ ms: z.number() }) }, ({ ms }) => sleep(ms, 'waited'))
server.add(
  commandTool({
    name: 'nap',
    command: 'sh',
    concurrency: 4,
    input: z.object({ seconds: z.string() }),
    // A shell with a child of its own, as programs have them.
    args: ({ seconds }) => ['-c', literal(`sleep ${seconds} & sleep ${seconds}; wait`)],
  }),
)
await server.run()
