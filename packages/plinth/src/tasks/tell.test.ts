import { afterEach, expect, it } from 'vitest'
import type { OperationEvent } from '../events.ts'
import { Plinth } from '../plinth.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { taskClient } from './client.fixtures.ts'
import { memoryTasks } from './memory.ts'
import { closeServers, taskServer } from './server.fixtures.ts'

afterEach(closeServers)

const ofTasks = (server: Plinth) => {
  const told: OperationEvent[] = []
  server.runtime.events.subscribe(event => {
    if (event.type.startsWith('task.')) told.push(event)
  })
  return told
}

const ada = { id: 'ada', tenant: 'north', scopes: [] }

it('tells of a task from its making to its end, in order, with who made it and not what for', async () => {
  const server = await taskServer()
  const told = ofTasks(server)
  const client = taskClient(server, { principal: ada })
  const { taskId } = await client.begin('asks')
  await client.until(taskId, 'input_required')
  await client.answer(taskId, { who: { action: 'accept', content: { name: 'Ada' } } })
  await client.until(taskId, 'completed')
  expect(told.map(({ type, ...rest }) => [type, 'running' in rest ? rest.running : undefined])).toEqual([
    ['task.created', undefined],
    ['task.status', true],
    ['task.status', false],
    ['task.status', false],
    ['task.status', true],
    ['task.finished', undefined],
  ])
  for (const event of told)
    expect(event).toMatchObject({ task: taskId, tool: 'asks', origin: { principal: 'ada', tenant: 'north' } })
  expect(told[2]).toMatchObject({ status: 'input_required', attempt: 1 })
  expect(told.at(-1)).toMatchObject({ status: 'completed', attempt: 1, durationMs: expect.any(Number) })
  expect(JSON.stringify(told)).not.toMatch(/Hello|Who\?/)
})

it('tells of a cancelled task once', async () => {
  const server = await taskServer()
  const told = ofTasks(server)
  const client = taskClient(server)
  const { taskId } = await client.begin('waits')
  await client.cancel(taskId)
  await client.cancel(taskId)
  await server.runtime.tasks?.idle()
  expect(told.filter(({ type }) => type === 'task.finished')).toMatchObject([{ status: 'cancelled' }])
})

it('tells of none that was refused', async () => {
  const server = await taskServer({ maxPerPrincipal: 1 })
  const client = taskClient(server)
  await client.begin('waits')
  const told = ofTasks(server)
  expect(await client.call('waits')).toMatchObject({ kind: 'refused' })
  expect(told).toEqual([])
})

it('tells of dead workers and of what has expired', async () => {
  const clock = fakeClock()
  const store = memoryTasks()
  const server = new Plinth({ name: 'lasting', clock, tasks: { store, leaseMs: 3_000, ttlMs: 60_000 } })
  server.tool('again', { task: 'required', repeatable: true }, () => 'done')
  server.tool('once', { task: 'required' }, () => 'done')
  server.runtime.tasks?.stop()
  const client = taskClient(server)
  await client.begin('again')
  await client.begin('once')
  for (let n = 0; n < 2; n++) await store.claim('ghost', clock.now() + 100, clock.now())
  const told = ofTasks(server)
  clock.advance(1_000)
  await expect.poll(() => told).toHaveLength(4)
  expect(told).toMatchObject([
    { type: 'task.status', tool: 'again', status: 'working', running: false, attempt: 1 },
    { type: 'task.recovered', tool: 'again', as: 'queued' },
    { type: 'task.finished', tool: 'once', status: 'failed' },
    { type: 'task.recovered', tool: 'once', as: 'failed' },
  ])
  told.length = 0
  clock.advance(3_700_000)
  const soon = () => {
    clock.advance(1_000)
    return told
  }
  await expect.poll(soon).toMatchObject([{ type: 'task.expired', count: 2 }])
  await server.close()
})

it('says how long a task has waited for its turn', async () => {
  const clock = fakeClock()
  const server = new Plinth({ name: 'slow', clock, tasks: { store: memoryTasks(), concurrency: 1 } })
  const gate = Promise.withResolvers<void>()
  server.tool('turn', { task: 'required' }, () => gate.promise)
  const told = ofTasks(server)
  const client = taskClient(server)
  await client.begin('turn')
  const { taskId } = await client.begin('turn')
  clock.advance(2_000)
  gate.resolve()
  await client.until(taskId, 'completed')
  const begun = told.filter(event => event.type === 'task.status' && event.running)
  expect(begun).toMatchObject([{ queuedMs: 0 }, { task: taskId, queuedMs: 2_000 }])
  await server.close()
})
