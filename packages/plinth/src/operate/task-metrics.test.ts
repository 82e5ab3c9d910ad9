import { expect, it } from 'vitest'
import { taskClient } from '../tasks/client.fixtures.ts'
import { memoryTasks } from '../tasks/memory.ts'
import { closeServers, taskServer } from '../tasks/server.fixtures.ts'
import { createMetrics } from './metrics.ts'

const setUp = async (store = memoryTasks()) => {
  const server = await taskServer({ store, concurrency: 2 })
  const metrics = await createMetrics({ tasks: () => server.runtime.tasks })
  metrics.listen(server.runtime.events)
  const samples = async () => {
    const lines = (await metrics.text()).split('\n')
    return lines.filter(line => /^mcp_task/.test(line) && !/_bucket|_sum/.test(line))
  }
  return { server, metrics, samples, client: taskClient(server) }
}

it('tells how tasks stand, and counts what became of them', async () => {
  const { server, client, metrics, samples } = await setUp()
  await client.until((await client.begin('add', { a: 1 })).taskId, 'completed')
  const asking = await client.begin('asks')
  await client.until(asking.taskId, 'input_required')
  const { taskId } = await client.begin('waits')
  await expect.poll(() => server.runtime.tasks?.active).toBe(1)
  const text = await samples()
  for (const line of [
    'mcp_tasks{status="queued"} 0',
    'mcp_tasks{status="running"} 1',
    'mcp_tasks{status="input_required"} 1',
    'mcp_tasks{status="completed"} 1',
    'mcp_tasks_active 1',
    'mcp_tasks_concurrency 2',
    'mcp_tasks_created_total{tool="add"} 1',
    'mcp_tasks_finished_total{tool="add",status="completed"} 1',
    'mcp_task_queue_seconds_count{tool="waits"} 1',
    'mcp_task_duration_seconds_count{tool="add"} 1',
  ])
    expect(text).toContain(line)
  expect(Number(text.find(line => line.startsWith('mcp_tasks_store_bytes'))?.split(' ')[1])).toBeGreaterThan(
    500,
  )
  await client.cancel(taskId)
  expect(await samples()).toContain('mcp_tasks_finished_total{tool="waits",status="cancelled"} 1')
  expect((await metrics.report()).tasks).toMatchObject({
    input_required: 1,
    completed: 1,
    cancelled: 1,
    store_bytes: expect.any(Number),
  })
  await closeServers()
})

it('counts dead workers and what has expired', async () => {
  const { server, metrics } = await setUp()
  const { events } = server.runtime
  events.emit('task.recovered', { task: 'x', tool: 'scan', as: 'queued' })
  events.emit('task.expired', { count: 3 })
  const text = await metrics.text()
  expect(text).toContain('mcp_tasks_recovered_total{tool="scan",as="queued"} 1')
  expect(text).toContain('mcp_tasks_expired_total 3')
  await closeServers()
})

it('goes without what a store does not tell', async () => {
  const unreachable = () => Promise.reject(new Error('no connection'))
  const { metrics, samples } = await setUp({ ...memoryTasks(), tally: unreachable, size: unreachable })
  const text = await samples()
  expect(text).toContain('mcp_tasks_active 0')
  expect(text.filter(line => /^mcp_tasks(\{|_store)/.test(line))).toEqual([])
  expect(await metrics.report()).not.toHaveProperty('tasks')
  await closeServers()
})

it('has nothing of tasks where there are none', async () => {
  const metrics = await createMetrics()
  expect(await metrics.text()).not.toMatch(/^mcp_tasks(_active|_store_bytes|\{)/m)
  expect(await metrics.report()).not.toHaveProperty('tasks')
})
