import { expect } from 'vitest'
import { z } from 'zod'
import { requireScopes, staticTokens } from '../../auth/index.ts'
import { ToolError } from '../../define/errors.ts'
import type { OperationEvent } from '../../events.ts'
import { Plinth } from '../../plinth.ts'
import { memoryTasks } from '../../tasks/memory.ts'
import type { TasksOptions } from '../../tasks/options.ts'
import { fakeClock } from '../../testing/fake-clock.ts'
import type { Access } from '../access.ts'
import { createOperatorApi } from '../api.ts'
import { createHealth } from '../health.ts'
import { createReadiness } from '../readiness.ts'

const verify = staticTokens([
  { name: 'ada', token: 'token-of-ada', scopes: [] },
  { name: 'bob', token: 'token-of-bob', scopes: [] },
  { name: 'chief', token: 'token-of-chief', scopes: ['operator'] },
])
/** Not one of the callers, though there may be one of its name. */
const operator = { verify: staticTokens([{ name: 'ada', token: 'token-of-boss', scopes: ['operator'] }]) }

const servers: Plinth[] = []
/** Closes what `taskShop` has made. */
export const closeShops = async (): Promise<void> => {
  for (const server of servers.splice(0)) await server.close()
}

/** The API of a server with tasks, as callers and operators see it. */
export const taskShop = (
  access: Access = { verify, operator },
  options: Partial<TasksOptions> | false = {},
) => {
  const server = new Plinth({
    name: 'shop',
    ...(options && { tasks: { store: memoryTasks(), ...options } }),
  })
  servers.push(server)
  server.tool('add', { input: z.object({ a: z.int() }), task: 'optional' }, ({ a }) => ({ sum: a + 1 }))
  server.tool('plain', {}, () => 'at once')
  server.tool('fails', { task: 'required' }, () => {
    throw new ToolError('No luck', { code: 'NOT_FOUND', suggestion: 'Look elsewhere' })
  })
  server.tool('asks', { task: 'required' }, async (_, ctx) => {
    const { action, content } = await ctx.elicit('Who?', z.object({ name: z.string() }), { key: 'who' })
    return action === 'accept' ? `Hello, ${content?.name}` : 'Nobody'
  })
  server.tool('asks_at_once', { task: 'optional' }, async (_, ctx) => {
    const { action } = await ctx.elicit('Sure?', z.object({ yes: z.boolean() }))
    return action
  })
  server.tool('asks_first', { task: { support: 'required', begins: 'in-handler' } }, async (_, ctx) => {
    await ctx.elicit('Really?', z.object({ yes: z.boolean() }))
    await ctx.background()
  })
  server.tool('waits', { task: 'optional' }, async (_, ctx) => {
    ctx.progress(1, 3, 'in the north')
    await new Promise((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)))
  })
  server.tool('guarded', { task: 'required', use: [requireScopes('guard')] }, () => 'done')
  server.tool('guarded_plain', { use: [requireScopes('guard')] }, () => 'done')
  const { runtime } = server
  const told: OperationEvent[] = []
  runtime.events.subscribe(event => told.push(event))
  const health = createHealth({ service: 'shop', version: '1', transport: 'http', clock: fakeClock() })
  const app = createOperatorApi({ runtime, health, readiness: createReadiness(), access })

  const as = (who: string | undefined) => {
    const send = async (method: string, path: string, json?: unknown) => {
      const response = await app.request(path, {
        method,
        headers: {
          ...(who === undefined ? {} : { authorization: `Bearer token-of-${who}` }),
          'content-type': 'application/json',
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      })
      const body = JSON.parse((await response.text()) || '{}')
      return { status: response.status, headers: response.headers, body }
    }
    const get = (path: string) => send('GET', path)
    const post = (path: string, json?: unknown) => send('POST', path, json)
    return {
      get,
      post,
      async begin(tool: string, json: unknown = {}): Promise<string> {
        const { status, body } = await post(`/tools/${tool}/tasks`, json)
        expect([status, body.error]).toEqual([202, undefined])
        return body.id
      },
      async until(id: string, status: string) {
        await expect.poll(async () => (await get(`/tasks/${id}`)).body.status, { interval: 2 }).toBe(status)
        return (await get(`/tasks/${id}`)).body
      },
    }
  }
  return { as, server, told, app }
}
