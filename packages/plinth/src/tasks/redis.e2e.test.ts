import { randomUUID } from 'node:crypto'
import { needs } from '@plinth/test-support'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { taskClient, textOf } from './client.fixtures.ts'
import { redisTasks } from './redis.ts'
import { type RedisServer, startRedis } from './redis-server.fixtures.ts'
import { closeServers, taskServer } from './server.fixtures.ts'
import { describeTaskStore } from './store-contract.fixtures.ts'

needs('redis-server').describe('with a Redis', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  afterEach(closeServers)

  const shared = (prefix: string = `{${randomUUID()}}:`) => redisTasks({ url: redis.url, prefix })

  describeTaskStore('redisTasks', shared)

  it('a task that one process runs is watched, fed and cancelled through another', async () => {
    const prefix = `{${randomUUID()}}:`
    const one = await taskServer({ store: shared(prefix) })
    // This one runs nothing itself.
    const other = await taskServer({ store: shared(prefix) })
    other.runtime.tasks?.stop()
    const [here, there] = [taskClient(one), taskClient(other)]

    const asking = await here.begin('asks')
    const heard: string[] = []
    other.runtime.tasks?.watch([asking.taskId], undefined, ({ info }) => heard.push(info.status))
    await there.until(asking.taskId, 'input_required')
    await there.answer(asking.taskId, { who: { action: 'accept', content: { name: 'Ada' } } })
    expect(textOf(await there.until(asking.taskId, 'completed'))).toBe('Hello, Ada')
    await expect.poll(() => heard.at(-1)).toBe('completed')

    const waiting = await here.begin('waits')
    await expect.poll(async () => (await there.get(waiting.taskId)).info.statusMessage).toBeDefined()
    await there.cancel(waiting.taskId)
    await one.runtime.tasks?.idle()
    expect((await here.get(waiting.taskId)).info.status).toBe('cancelled')
  })

  it('goes on when the database has forgotten the script', async () => {
    const store = shared()
    await store.tally()
    const { Redis } = await import('ioredis')
    const client = new Redis(redis.url)
    await client.script('FLUSH')
    client.disconnect()
    expect(await store.tally()).toMatchObject({ queued: 0, running: 0, completed: 0 })
    await store.close()
  })
})
