import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { commandTool } from '../command/index.ts'
import { Plinth } from '../plinth.ts'
import { run } from '../server/start.ts'

/** One of several servers that share the tasks of a Redis. Each result says which process it came from. */
await run(() => {
  const server = new Plinth({ name: 'replica', tasks: {} })
  const input = z.object({ ms: z.int() })
  server.tool('where', { task: 'required', repeatable: true }, () => `${process.pid}`)
  for (const [name, repeatable] of [
    ['repeatable', true],
    ['fragile', false],
  ] as const)
    server.tool(name, { input, task: 'required', repeatable }, async ({ ms }, ctx) => {
      ctx.progress(1, 2, `begun by ${process.pid}`)
      await sleep(ms, undefined, { signal: ctx.signal })
      return `${process.pid}`
    })
  server.tool('greet', { task: 'required' }, async (_, ctx) => {
    const { content } = await ctx.elicit('Who are you?', z.object({ name: z.string() }), { key: 'who' })
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
