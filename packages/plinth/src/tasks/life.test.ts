import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Plinth } from '../plinth.ts'
import { type FakeClock, fakeClock } from '../testing/fake-clock.ts'
import { taskClient, textOf } from './client.fixtures.ts'
import { memoryTasks } from './memory.ts'
import { closeServers, taskServer } from './server.fixtures.ts'

afterEach(closeServers)

describe('what is kept', () => {
  const key = 'a key that is long enough'
  const secret = 'the launch code is 0000'

  const echo = async (keys: readonly string[]) => {
    const store = memoryTasks()
    const server = await taskServer({ store, keys })
    server.tool('echo', { input: z.object({ text: z.string() }), task: 'optional' }, ({ text }, ctx) => {
      ctx.progress(1, 2, text)
      return text
    })
    const client = taskClient(server, { principal: { id: 'ada', scopes: [] } })
    const { taskId } = await client.begin('echo', { text: secret })
    return { store, taskId, view: await client.until(taskId, 'completed') }
  }

  it('is encrypted when there is a key', async () => {
    const { store, taskId, view } = await echo([key])
    expect(textOf(view)).toBe(secret)
    const kept = JSON.stringify(await store.get(taskId))
    for (const known of [secret, 'echo', '"ada"']) expect(kept).not.toContain(known)
  })

  it('is not, when there is none', async () => {
    const { store, taskId } = await echo([])
    expect(JSON.stringify(await store.get(taskId))).toContain(secret)
  })

  it('fails with a reason where the key is another', async () => {
    const store = memoryTasks()
    const first = await taskServer({ store, keys: [key] })
    first.runtime.tasks?.stop()
    const { taskId } = await taskClient(first).begin('add', { a: 1 })
    const second = await taskServer({ store, keys: ['another key that is long enough'] })
    await expect.poll(async () => (await store.get(taskId))?.status).toBe('failed')
    const view = await taskClient(second).get(taskId)
    expect(view.end).toMatchObject({ refusal: { message: expect.stringMatching(/could not be read/) } })
  })

  it('opens with an older key', async () => {
    const store = memoryTasks()
    const first = await taskServer({ store, keys: [key] })
    first.runtime.tasks?.stop()
    const { taskId } = await taskClient(first).begin('add', { a: 1 })
    const second = await taskServer({ store, keys: ['another key that is long enough', key] })
    expect(textOf(await taskClient(second).until(taskId, 'completed'))).toBe('2')
  })

  it('is refused where the key is too short', () => {
    expect(() => new Plinth({ name: 'x', tasks: { store: memoryTasks(), keys: ['short'] } }).runtime).toThrow(
      /at least 16 characters/,
    )
  })

  it('is no result that is too large', async () => {
    const server = await taskServer({ maxResultBytes: 100 })
    server.tool('large', { task: 'optional' }, () => 'x'.repeat(200))
    const client = taskClient(server)
    const { end } = await client.until((await client.begin('large')).taskId, 'failed')
    expect(end).toMatchObject({ refusal: { failure: { code: 'RESOURCE_EXHAUSTED' } } })
  })
})

/** Lets time pass in steps, between which what falls due is done. */
const pass = async (clock: FakeClock, ms: number) => {
  for (let passed = 0; passed < ms; passed += 500) {
    clock.advance(500)
    await new Promise(resolve => setImmediate(resolve))
  }
}

describe('time', () => {
  const timed = async (options = {}) => {
    const clock = fakeClock()
    const server = new Plinth({
      name: 'timed',
      clock,
      tasks: { store: memoryTasks(), ttlMs: 10_000, keepMs: 5_000, leaseMs: 3_000, ...options },
    })
    server.tool('quick', { task: 'optional' }, () => 'done')
    server.tool('hangs', { task: 'optional' }, () => new Promise(() => {}))
    await server.runtime.start()
    return { clock, server, client: taskClient(server) }
  }

  it('lets a task be asked after until it expires, and not longer', async () => {
    const { clock, client } = await timed()
    const { taskId } = await client.begin('quick')
    await client.until(taskId, 'completed')
    clock.advance(9_999)
    expect((await client.get(taskId)).info).toMatchObject({ status: 'completed', ttlMs: 10_000 })
    clock.advance(1)
    await expect(client.get(taskId)).rejects.toThrow(/Task not found/)
  })

  it('keeps a result for its time, however long the task took', async () => {
    const { clock, server, client } = await timed()
    const ready = Promise.withResolvers<string>()
    server.tool('slow', { task: 'optional' }, () => ready.promise)
    const { taskId } = await client.begin('slow')
    await pass(clock, 9_000)
    ready.resolve('done')
    expect((await client.until(taskId, 'completed')).info.ttlMs).toBe(14_000)
  })

  it('ends a task that has not ended when it expires', async () => {
    const { clock, server, client } = await timed()
    await client.begin('hangs')
    await expect.poll(() => server.runtime.tasks?.tally()).toMatchObject({ running: 1 })
    await pass(clock, 12_000)
    await expect
      .poll(() => server.runtime.tasks?.tally())
      .toEqual({ queued: 0, running: 0, waiting: 0, completed: 0, failed: 0, cancelled: 0 })
  })

  it('ends a run that takes too long', async () => {
    const { clock, server, client } = await timed({ timeoutMs: 2_000 })
    const { taskId } = await client.begin('hangs')
    await expect.poll(() => server.runtime.tasks?.tally()).toMatchObject({ running: 1 })
    await new Promise(resolve => setImmediate(resolve))
    clock.advance(2_000)
    const { end } = await client.until(taskId, 'completed')
    expect(end).toMatchObject({ result: { failure: { code: 'TIMEOUT' } } })
  })
})

describe('a worker that died', () => {
  const died = async (repeatable: boolean, deaths: number) => {
    const clock = fakeClock()
    const store = memoryTasks()
    const tasks = { store, leaseMs: 3_000, maxAttempts: 2 }
    const make = (name: string) => {
      const server = new Plinth({ name, clock, tasks })
      server.tool('job', { task: 'required', repeatable }, () => 'done')
      return server
    }
    const first = make('first')
    first.runtime.tasks?.stop()
    const { taskId } = await taskClient(first).begin('job')
    for (let death = 0; death < deaths; death++) {
      await store.claim('ghost', clock.now() + 100, clock.now())
      clock.advance(1_000)
      await expect.poll(async () => (await store.get(taskId))?.worker).toBeUndefined()
    }
    const second = make('second')
    await second.runtime.start()
    return { client: taskClient(second), taskId }
  }

  it('is replaced where the tool may be repeated', async () => {
    const { client, taskId } = await died(true, 1)
    expect(textOf(await client.until(taskId, 'completed'))).toBe('done')
  })

  it('is not replaced too often', async () => {
    const { client, taskId } = await died(true, 2)
    expect((await client.until(taskId, 'failed')).info.statusMessage).toMatch(/died, 2 times/)
  })

  it('is not counted where a task was begun anew because it asked', async () => {
    const clock = fakeClock()
    const store = memoryTasks()
    const make = async () => {
      const server = new Plinth({ name: 'asking', clock, tasks: { store, leaseMs: 3_000, maxAttempts: 2 } })
      server.tool('asks', { task: 'required', repeatable: true }, async (_, ctx) => {
        const { action } = await ctx.elicit('Really?', z.object({}), { key: 'really' })
        return action
      })
      await server.runtime.start()
      return { client: taskClient(server), stop: () => server.runtime.tasks?.stop() }
    }
    const first = await make()
    const { taskId } = await first.client.begin('asks')
    await first.client.until(taskId, 'input_required')
    first.stop()
    await first.client.answer(taskId, { really: { action: 'decline' } })
    await store.claim('ghost', clock.now() + 100, clock.now())
    clock.advance(1_000)
    await expect.poll(async () => (await store.get(taskId))?.worker).toBeUndefined()
    const second = await make()
    expect(textOf(await second.client.until(taskId, 'completed'))).toBe('decline')
    expect((await store.get(taskId))?.attempt).toBe(2)
  })

  it('ends its task where the tool may not', async () => {
    const { client, taskId } = await died(false, 1)
    expect((await client.until(taskId, 'failed')).info.statusMessage).toMatch(/may not be run twice/)
  })
})

describe('turns', () => {
  it('are taken by principals, not by tasks', async () => {
    const order: string[] = []
    const gate = Promise.withResolvers<void>()
    const server = await taskServer({ concurrency: 1 })
    server.tool('turn', { task: 'required' }, async (_, ctx) => {
      await gate.promise
      order.push(ctx.principal?.id ?? '')
    })
    const [ada, bob] = ['ada', 'bob'].map(id => taskClient(server, { principal: { id, scopes: [] } }))
    for (let n = 0; n < 4; n++) await ada?.begin('turn')
    const last = await bob?.begin('turn')
    gate.resolve()
    await bob?.until(last?.taskId ?? '', 'completed')
    expect(order.slice(0, 3)).toEqual(['ada', 'ada', 'bob'])
  })
})

it.each([{ concurrency: 0 }, { ttlMs: 1.5 }, { leaseMs: -1 }])('refuses %j', option => {
  expect(() => new Plinth({ name: 'x', tasks: { store: memoryTasks(), ...option } }).runtime).toThrow(
    /whole number above 0/,
  )
})
