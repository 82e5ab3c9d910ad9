import { afterEach, expect, it } from 'vitest'
import { Plinth } from '../plinth.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { taskClient, textOf } from './client.fixtures.ts'
import { memoryTasks } from './memory.ts'
import type { TaskStore } from './store.ts'

const servers: Plinth[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const make = async (store: TaskStore) => {
  const clock = fakeClock()
  const server = new Plinth({ name: 'worker', clock, tasks: { store, leaseMs: 3_000 } })
  servers.push(server)
  let runs = 0
  server.tool('job', { task: 'required' }, () => `run ${++runs}`)
  await server.runtime.start()
  const client = taskClient(server)
  /** Lets time pass until the task stands as expected. */
  const until = (taskId: string, status: string) =>
    expect
      .poll(async () => {
        clock.advance(500)
        return (await client.get(taskId)).info.status
      })
      .toBe(status)
  return { clock, client, until, runs: () => runs }
}

it('keeps what a task came to when its store is there again', async () => {
  const store = memoryTasks()
  let failures = 3
  const { client, until, runs } = await make({
    ...store,
    replace: task =>
      failures-- > 0 ? Promise.reject(new Error('the store is not there')) : store.replace(task),
  })
  const { taskId } = await client.begin('job')
  await until(taskId, 'completed')
  expect(textOf(await client.get(taskId))).toBe('run 1')
  expect(runs()).toBe(1)
})

it('runs a task once whose claim was made and not answered', async () => {
  const store = memoryTasks()
  let losses = 1
  const { client, until, runs } = await make({
    ...store,
    async claim(...claim) {
      const task = await store.claim(...claim)
      if (task && losses-- > 0) throw new Error('the answer was lost')
      return task
    },
  })
  const { taskId } = await client.begin('job')
  await until(taskId, 'completed')
  expect(textOf(await client.get(taskId))).toBe('run 1')
  expect(runs()).toBe(1)
})
