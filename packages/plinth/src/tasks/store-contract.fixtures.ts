import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TaskQuery, TaskRecord, TaskStore } from './store.ts'

const NOW = 1_700_000_000_000
const ROOMY = { perOwner: 1_000, total: 1_000, bytes: 1_000_000_000 }

const NOTHING = { queued: 0, running: 0, waiting: 0, completed: 0, failed: 0, cancelled: 0 }

export const aTask = (id: string, changes: Partial<TaskRecord> = {}): TaskRecord => ({
  id,
  owner: 'ada',
  status: 'working',
  repeatable: false,
  createdAt: NOW,
  updatedAt: NOW,
  expiresAt: NOW + 60_000,
  attempt: 0,
  worker: undefined,
  leaseUntil: undefined,
  version: 0,
  message: undefined,
  outline: '{"tool":"scan"}',
  input: '{"name":"scan"}',
  progress: '{}',
  end: undefined,
  ...changes,
})

/** What every store of tasks has to do. */
export const describeTaskStore = (name: string, make: () => Promise<TaskStore> | TaskStore): void => {
  describe(name, () => {
    let store: TaskStore
    beforeEach(async () => {
      store = await make()
    })
    afterEach(() => store.close())

    const add = (...ids: string[]) => Promise.all(ids.map(id => store.add(aTask(id), ROOMY)))
    const claimed = async () => (await store.claim('w1', NOW + 1_000, NOW))?.id

    it('gives back what it was given', async () => {
      const task = aTask('a', { message: 'begins', end: '{"ü":"\\u0000"}', repeatable: true })
      expect(await store.add(task, ROOMY)).toBeUndefined()
      expect(await store.get('a')).toEqual(task)
      expect(await store.get('b')).toBeUndefined()
    })

    it('keeps no more than it may', async () => {
      const tight = { ...ROOMY, perOwner: 2, total: 3 }
      for (const id of ['a', 'b']) expect(await store.add(aTask(id), tight)).toBeUndefined()
      expect(await store.add(aTask('c'), tight)).toBe('perOwner')
      expect(await store.add(aTask('c', { owner: 'bob' }), tight)).toBeUndefined()
      expect(await store.add(aTask('d', { owner: 'eve' }), tight)).toBe('total')
      expect(await store.get('d')).toBeUndefined()
    })

    it('counts only tasks that have not ended for an owner', async () => {
      const tight = { ...ROOMY, perOwner: 1, total: 10 }
      await store.add(aTask('a', { status: 'completed' }), tight)
      expect(await store.add(aTask('b'), tight)).toBeUndefined()
    })

    it('changes what was not changed meanwhile, and nothing else', async () => {
      await add('a')
      const first = aTask('a', { status: 'input_required', progress: '{"asked":1}', outline: '{"tool":"x"}' })
      expect(await store.replace(first)).toEqual({ ...first, version: 1 })
      expect(await store.replace(aTask('a', { status: 'cancelled' }))).toBeUndefined()
      expect(await store.replace(aTask('gone'))).toBeUndefined()
      expect(await store.get('a')).toEqual({ ...first, version: 1 })
    })

    it('notes messages for the version that they belong to', async () => {
      await add('a')
      await store.note('a', 0, 'half way', NOW + 5)
      await store.note('a', 7, 'of an earlier worker', NOW + 6)
      expect(await store.get('a')).toMatchObject({ message: 'half way', updatedAt: NOW + 5, version: 0 })
    })

    it('gives each task that waits to one worker', async () => {
      await add('a', 'b')
      const won = await Promise.all(['w1', 'w2', 'w3'].map(worker => store.claim(worker, NOW + 1_000, NOW)))
      expect(won.map(task => task?.id).sort()).toEqual(['a', 'b', undefined])
      expect(won.find(task => task?.id === 'a')).toMatchObject({
        attempt: 1,
        version: 1,
        leaseUntil: NOW + 1_000,
      })
      expect((await store.get('a'))?.worker).toBeDefined()
    })

    it('gives nothing that waits for answers, has ended, or has expired', async () => {
      await store.add(aTask('a', { status: 'input_required' }), ROOMY)
      await store.add(aTask('b', { status: 'completed' }), ROOMY)
      await store.add(aTask('c', { expiresAt: NOW }), ROOMY)
      expect(await claimed()).toBeUndefined()
    })

    it('lets owners take turns', async () => {
      for (const id of ['a1', 'a2', 'a3', 'a4']) await store.add(aTask(id), ROOMY)
      expect(await claimed()).toBe('a1')
      for (const id of ['b1', 'b2']) await store.add(aTask(id, { owner: 'bob', createdAt: NOW + 1 }), ROOMY)
      await store.add(aTask('c1', { owner: 'eve', createdAt: NOW + 2 }), ROOMY)
      const order = [
        await claimed(),
        await claimed(),
        await claimed(),
        await claimed(),
        await claimed(),
        await claimed(),
      ]
      expect(order).toEqual(['a2', 'b1', 'c1', 'a3', 'b2', 'a4'])
    })

    it('puts a task that was answered before those that came later', async () => {
      await store.add(aTask('a', { status: 'input_required' }), ROOMY)
      await add('b')
      await store.replace(aTask('a'))
      expect([await claimed(), await claimed()]).toEqual(['a', 'b'])
    })

    it('finds tasks whose worker is silent, and lets the living keep theirs', async () => {
      await add('a', 'b')
      await store.claim('w1', NOW + 1_000, NOW)
      await store.claim('w2', NOW + 1_000, NOW)
      expect(await store.renew('w1', NOW + 9_000)).toHaveLength(1)
      expect((await store.lapsed(NOW + 1_000, 10)).map(({ worker }) => worker)).toEqual(['w2'])
      expect(await store.lapsed(NOW + 999, 10)).toEqual([])
      expect(await store.renew('w3', NOW + 9_000)).toEqual([])
    })

    it('deletes what has expired, in bounded portions', async () => {
      for (const id of ['a', 'b', 'c']) await store.add(aTask(id, { expiresAt: NOW + 10 }), ROOMY)
      await store.add(aTask('later', { expiresAt: NOW + 11 }), ROOMY)
      expect(await store.expire(NOW + 9, 10)).toEqual([])
      expect(await store.expire(NOW + 10, 2)).toHaveLength(2)
      expect(await store.expire(NOW + 10, 2)).toHaveLength(1)
      expect(await store.tally()).toEqual({ ...NOTHING, queued: 1 })
    })

    it('counts what it keeps', async () => {
      await add('a', 'b', 'c')
      await store.claim('w1', NOW + 1_000, NOW)
      await store.replace(aTask('c', { status: 'input_required' }))
      for (const status of ['failed', 'completed', 'cancelled', 'completed'] as const)
        await store.add(aTask(`${Math.random()}`, { status, expiresAt: NOW + 10 }), ROOMY)
      const ended = { completed: 2, failed: 1, cancelled: 1 }
      expect(await store.tally()).toEqual({ queued: 1, running: 1, waiting: 1, ...ended })
      await store.expire(NOW + 10, 10)
      expect(await store.tally()).toEqual({ ...NOTHING, queued: 1, running: 1, waiting: 1 })
    })

    it('knows how much room tasks take, and takes none beyond what it may', async () => {
      const large = (id: string, changes: Partial<TaskRecord> = {}) =>
        aTask(id, { input: 'x'.repeat(100_000), ...changes })
      await add('a')
      const before = await store.size()
      await store.add(large('b', { expiresAt: NOW + 10 }), ROOMY)
      const full = await store.size()
      expect(full - before).toBeGreaterThan(90_000)
      expect(full - before).toBeLessThan(150_000)
      expect(await store.add(aTask('c'), { ...ROOMY, bytes: full })).toBe('bytes')
      await store.replace(large('b', { expiresAt: NOW + 10, message: 'm', end: 'y'.repeat(100_000) }))
      await store.note('b', 1, 'm'.repeat(50_000), NOW)
      await store.claim('w1', NOW + 1_000, NOW)
      await store.renew('w1', NOW + 2_000)
      expect((await store.size()) - full).toBeGreaterThan(140_000)
      await store.expire(NOW + 10, 10)
      expect(await store.size()).toBeLessThan(before + 10_000)
      expect(await store.add(aTask('c'), { ...ROOMY, bytes: full })).toBeUndefined()
    })

    describe('lists', () => {
      const ids = async (query: Omit<TaskQuery, 'limit'> & { readonly limit?: number }) =>
        (await store.list({ limit: 100, ...query })).tasks.map(({ id }) => id)

      beforeEach(async () => {
        for (const [at, id] of ['a', 'b', 'c', 'd'].entries())
          await store.add(aTask(id, { createdAt: NOW + Math.floor(at / 2), message: `of ${id}` }), ROOMY)
        await store.add(aTask('e', { createdAt: NOW - 5, owner: 'bob', status: 'completed' }), ROOMY)
      })

      it('the newest first, without what may be large', async () => {
        const { tasks, next } = await store.list({ limit: 10 })
        expect(next).toBeUndefined()
        expect(tasks.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a', 'e'])
        const { input: _, progress: _p, end: _e, ...summary } = aTask('b', { message: 'of b' })
        expect(tasks[2]).toEqual(summary)
      })

      it('those of one owner, of one status, and of both', async () => {
        await store.replace(aTask('c', { createdAt: NOW + 1, status: 'completed' }))
        expect(await ids({ owner: 'bob' })).toEqual(['e'])
        expect(await ids({ status: 'completed' })).toEqual(['c', 'e'])
        expect(await ids({ owner: 'ada', status: 'completed' })).toEqual(['c'])
        expect(await ids({ owner: 'ada', status: 'working' })).toEqual(['d', 'b', 'a'])
        expect(await ids({ owner: 'eve' })).toEqual([])
      })

      it('page by page, whatever comes and goes meanwhile', async () => {
        const first = await store.list({ limit: 2 })
        expect(first.tasks.map(({ id }) => id)).toEqual(['d', 'c'])
        await store.add(aTask('f', { createdAt: NOW + 9 }), ROOMY)
        await store.add(aTask('b2', { createdAt: NOW - 9, expiresAt: NOW + 10 }), ROOMY)
        await store.expire(NOW + 10, 10)
        const second = await store.list({ limit: 3, before: first.next })
        expect(second.tasks.map(({ id }) => id)).toEqual(['b', 'a', 'e'])
        expect(second.next).toBeUndefined()
      })
    })

    it('tells of changes to those who watch, until they stop', async () => {
      const heard: string[] = []
      const end = store.watch(id => heard.push(id))
      await add('a')
      await store.note('a', 0, 'half way', NOW)
      await store.claim('w1', NOW + 1_000, NOW)
      await expect.poll(() => heard).toEqual(['a', 'a', 'a'])
      end()
      await add('b')
      expect(heard).toHaveLength(3)
    })
  })
}
