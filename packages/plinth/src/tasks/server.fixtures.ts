import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { ToolError } from '../define/errors.ts'
import { Plinth } from '../plinth.ts'
import { memoryTasks } from './memory.ts'
import type { TasksOptions } from './options.ts'

const servers: Plinth[] = []
/** Closes what `taskServer` has made. */
export const closeServers = async (): Promise<void> => {
  for (const server of servers.splice(0)) await server.close()
}

/** A server with a tool for each way that a task may go. */
export const taskServer = async (options: Partial<TasksOptions> = {}) => {
  const server = new Plinth({ name: 'tasks', tasks: { store: memoryTasks(), ...options } })
  servers.push(server)
  server.tool('add', { input: z.object({ a: z.number() }), task: 'optional' }, ({ a }) => `${a + 1}`)
  server.tool('only', { task: 'required' }, () => 'done')
  server.tool('plain', {}, () => 'at once')
  server.tool('fails', { task: 'optional' }, () => {
    throw new ToolError('No luck', { code: 'NOT_FOUND' })
  })
  server.tool('asks', { task: 'optional' }, async (_, ctx) => {
    const { content } = await ctx.elicit('Who?', z.object({ name: z.string() }), { key: 'who' })
    return `Hello, ${content?.name}`
  })
  server.tool('waits', { task: 'optional' }, async (_, ctx) => {
    ctx.progress(1, 3, 'waiting')
    await sleep(60_000, undefined, { signal: ctx.signal })
  })
  await server.runtime.start()
  return server
}
