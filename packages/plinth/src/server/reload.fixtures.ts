import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { commandControlsOf } from '../command/controls.ts'
import { commandTool } from '../command/index.ts'
import { int } from '../config/index.ts'
import { Plinth } from '../index.ts'
import { run } from './start.ts'

const extra = {
  own: { count: int({ default: 1, range: [1, 9], live: true, description: 'What it counts' }) },
}

const command = commandTool({ name: 'echo', command: 'echo' })

/** A server for tests of reloading: its tools tell what they see of the configuration. */
const createServer = (count: { now: number }) => {
  const server = new Plinth({ name: 'reloaded' })
  server.add(command)
  let address: string | undefined
  server.use((ctx, next) => {
    address = ctx.address
    return next()
  })
  server.tool('address', {}, () => address ?? 'unknown')
  server.tool('count', {}, () => String(count.now))
  server.tool('limits', {}, () => JSON.stringify(commandControlsOf(command)?.settings))
  server.tool('log', {}, (_, ctx) => {
    server.runtime.log.debug('fixture.debug')
    return ctx.correlationId
  })
  server.tool('slow', { tags: ['slow'] }, (_, ctx) => sleep(60_000, 'slept', { signal: ctx.signal }))
  server.tool('bounded', { timeoutMs: 60_000 }, (_, ctx) => sleep(60_000, 'slept', { signal: ctx.signal }))
  server.tool('wait', { tags: ['calm'], input: z.object({ ms: z.number() }) }, async ({ ms }) => {
    process.stderr.write('waiting\n')
    return sleep(ms, 'waited')
  })
  return server
}

const count = { now: 0 }
await run(
  config => {
    count.now = config.own.count
    return createServer(count)
  },
  {
    extra,
    onReload: ({ own, log }) => {
      if (own.count === 9) throw new Error(`nine is too much, at level ${log.level}`)
      count.now = own.count
    },
  },
)
