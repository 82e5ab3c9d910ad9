import { afterEach, expect, it } from 'vitest'
import { z } from 'zod'
import { requireScopes } from '../auth/require-scopes.ts'
import { cache } from '../middleware/cache.ts'
import { circuitBreaker } from '../middleware/circuit-breaker.ts'
import { rateLimit } from '../middleware/rate-limit.ts'
import { Plinth } from '../plinth.ts'
import { taskClient, textOf } from './client.fixtures.ts'
import { memoryTasks } from './memory.ts'

const servers: Plinth[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const make = (): Plinth => {
  const server = new Plinth({ name: 'guarded', tasks: { store: memoryTasks() } })
  servers.push(server)
  return server
}

it('a task pays once for its rate limit', async () => {
  const server = make()
  server.use('tools/call', rateLimit({ limit: 2, per: '1h' }))
  server.tool('job', { task: 'required' }, () => 'done')
  const client = taskClient(server)
  for (let n = 0; n < 2; n++)
    expect(textOf(await client.until((await client.begin('job')).taskId, 'completed'))).toBe('done')
  expect(await client.call('job')).toMatchObject({ refusal: { reason: 'rate_limited' } })
})

it('who lacks a scope makes no task', async () => {
  const server = make()
  server.tool('job', { task: 'required', use: [requireScopes('admin')] }, () => 'done')
  const outcome = await taskClient(server, { principal: { id: 'eve', scopes: [] } }).call('job')
  expect(outcome).toMatchObject({ kind: 'refused', refusal: { reason: 'forbidden' } })
  expect(await server.runtime.tasks?.tally()).toMatchObject({ queued: 0, running: 0, completed: 0 })
  const client = taskClient(server, { principal: { id: 'ada', scopes: ['admin'] } })
  await client.until((await client.begin('job')).taskId, 'completed')
})

it('a circuit breaker sees what came of the work', async () => {
  const server = make()
  server.use('tools/call', circuitBreaker({ threshold: 1, recoveryMs: 3_600_000 }))
  server.tool('job', { task: 'required' }, () => {
    throw new Error('broken')
  })
  const client = taskClient(server)
  await client.until((await client.begin('job')).taskId, 'completed')
  expect(await client.call('job')).toMatchObject({ kind: expect.stringMatching(/result|refused/) })
  expect(JSON.stringify(await client.call('job'))).toContain('CIRCUIT_BREAKER_OPEN')
})

it('what was made of an answer is cached for nobody', async () => {
  const server = make()
  server.use('tools/call', cache({ ttlMs: 60_000 }))
  server.tool('who', { task: 'required', annotations: { readOnlyHint: true } }, async (_, ctx) => {
    const { content } = await ctx.elicit('Who?', z.object({ name: z.string() }), { key: 'who' })
    return `${content?.name}`
  })
  const client = taskClient(server)
  const { taskId } = await client.begin('who')
  await client.until(taskId, 'input_required')
  await client.answer(taskId, { who: { action: 'accept', content: { name: 'Ada' } } })
  await client.until(taskId, 'completed')
  expect(await client.call('who')).toMatchObject({ kind: 'task' })
})

it('middleware may be put around asking after tasks', async () => {
  const server = make()
  const asked: string[] = []
  server.use('tasks/get', (ctx, next) => {
    asked.push(ctx.method)
    return next()
  })
  server.tool('job', { task: 'required' }, () => 'done')
  const client = taskClient(server)
  await client.until((await client.begin('job')).taskId, 'completed')
  expect(asked.length).toBeGreaterThan(0)
})

it('health tells how many tasks there are', async () => {
  const server = make()
  server.tool('job', { task: 'required' }, () => 'done')
  const client = taskClient(server)
  await client.until((await client.begin('job')).taskId, 'completed')
  const check = server.runtime.checks.find(({ name }) => name === 'tasks')
  expect(await check?.check(new AbortController().signal)).toMatchObject({
    status: 'healthy',
    metadata: { queued: 0, running: 0, waiting: 0, completed: 1 },
  })
})
