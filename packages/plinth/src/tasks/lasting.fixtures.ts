import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { commandTool } from '../command/index.ts'
import { Plinth } from '../plinth.ts'
import { run } from '../server/start.ts'

/** A server whose tasks survive it. */
await run(() => {
  // Where they are kept, the environment says.
  const server = new Plinth({ name: 'lasting', tasks: { leaseMs: 300, pollIntervalMs: 20 } })
  const input = z.object({ ms: z.int() })
  for (const [name, repeatable] of [
    ['repeatable', true],
    ['fragile', false],
  ] as const)
    server.tool(name, { input, task: 'required', repeatable }, async ({ ms }, ctx) => {
      ctx.progress(1, 2, 'begun')
      await sleep(ms, undefined, { signal: ctx.signal })
      return `${name} is done`
    })
  server.tool('greet', { task: 'required' }, async (_, ctx) => {
    const { content } = await ctx.elicit('Who are you?', z.object({ name: z.string() }))
    return `Hello, ${content?.name}`
  })
  server.add(
    commandTool({
      name: 'sleep',
      command: 'sleep',
      input: z.object({}),
      args: () => ['60'],
      task: 'required',
    }),
  )
  return server
})
