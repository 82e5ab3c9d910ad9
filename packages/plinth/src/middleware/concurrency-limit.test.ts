import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Middleware } from '../define/middleware.ts'
import { Plinth } from '../plinth.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { SCOPES, scopedServer, visitAll } from '../testing/scopes.fixtures.ts'
import { type ConcurrencyLimitOptions, concurrencyLimit } from './concurrency-limit.ts'

const turn = () => new Promise(resolve => setImmediate(resolve))

/** A server with a tool that takes as long as the test wants. */
const limited = (options: Partial<ConcurrencyLimitOptions> = {}) => {
  const clock = fakeClock()
  const limit = concurrencyLimit({ concurrency: 1, clock, ...options })
  const server = new Plinth({ name: 'test', clock }).use(limit)
  const ends: (() => void)[] = []
  server.tool('slow', {}, () => new Promise<string>(resolve => ends.push(() => resolve('done'))))
  server.tool('fast', {}, () => 'done')
  const call = (name = 'slow', extra: object = {}) =>
    dispatch(server.runtime, { method: 'tools/call', params: { name, arguments: {} }, ...extra })
  const usage = (name = 'slow') => {
    const { active, waiting, peak } = limit.usage().find(entry => entry.name === name) ?? {}
    return [active, waiting, peak]
  }
  return { clock, limit, server, call, usage, ends }
}

const FULL = { kind: 'result', result: { failure: { code: 'RESOURCE_EXHAUSTED' } } }

describe('the concurrency limit', () => {
  it('is never exceeded, and everybody has their turn', async () => {
    const limit = concurrencyLimit({ concurrency: 3, queue: 50 })
    const server = new Plinth({ name: 'test' }).use(limit)
    let running = 0
    let most = 0
    server.tool('work', { input: z.object({ turns: z.int() }) }, async ({ turns }) => {
      running += 1
      most = Math.max(most, running)
      for (let n = 0; n < turns; n++) await turn()
      running -= 1
      return 'done'
    })
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        dispatch(server.runtime, {
          method: 'tools/call',
          params: { name: 'work', arguments: { turns: n % 4 } },
        }),
      ),
    )
    expect(outcomes.map(textOf)).toEqual(outcomes.map(() => 'done'))
    expect(most).toBe(3)
    expect(limit.usage()).toEqual([{ kind: 'tool', name: 'work', active: 0, waiting: 0, peak: 3 }])
  })

  it('tells of what it turns away', async () => {
    const { server, call, ends } = limited({ queue: 0 })
    const events: object[] = []
    server.runtime.events.subscribe(event => event.type === 'limit.refused' && events.push(event))
    const first = call()
    await turn()
    await call()
    expect(events).toMatchObject([{ kind: 'tool', name: 'slow', limit: 'concurrency' }])
    ends[0]?.()
    await first
  })

  it('turns away what the queue has no room for, and says what to do', async () => {
    const { call, usage, ends } = limited({ queue: 1 })
    const first = call()
    const second = call()
    await turn()
    expect(usage()).toEqual([1, 1, 1])
    expect(await call()).toMatchObject(FULL)
    expect(textOf(await call())).toMatch(/limit of 1 is reached.*\nWait for running calls/s)
    ends[0]?.()
    await turn()
    ends[1]?.()
    expect([textOf(await first), textOf(await second)]).toEqual(['done', 'done'])
    expect(usage()).toEqual([0, 0, 1])
  })

  it('refuses what is no tool', async () => {
    const limit = concurrencyLimit({ concurrency: 1, queue: 0 })
    const server = new Plinth({ name: 'test' }).use(limit)
    const { promise, resolve } = Promise.withResolvers<string>()
    server.prompt('slow', {}, () => promise)
    const get = () => dispatch(server.runtime, { method: 'prompts/get', params: { name: 'slow' } })
    const first = get()
    expect(await get()).toMatchObject({
      kind: 'refused',
      refusal: {
        reason: 'unavailable',
        code: 'RESOURCE_EXHAUSTED',
        suggestion: expect.stringContaining('Wait'),
      },
    })
    resolve('text')
    expect(await first).toMatchObject({ kind: 'result' })
  })

  it('lets nobody wait for longer than that', async () => {
    const { call, clock, ends, usage } = limited()
    const first = call()
    const second = call()
    await turn()
    clock.advance(59_999)
    expect(usage()).toEqual([1, 1, 1])
    clock.advance(1)
    expect(await second).toMatchObject(FULL)
    ends[0]?.()
    expect(textOf(await first)).toBe('done')
  })

  it('forgets who is cancelled while waiting', async () => {
    const { call, usage, ends } = limited()
    const controller = new AbortController()
    const first = call()
    const second = call('slow', { signal: controller.signal })
    await turn()
    controller.abort(new Error('gone'))
    expect(await second).toMatchObject({ kind: 'refused', refusal: { reason: 'cancelled' } })
    expect(usage()).toEqual([1, 0, 1])
    ends[0]?.()
    await first
    expect(usage()).toEqual([0, 0, 1])
  })
})

describe('a slot', () => {
  it('is kept until a handler that ignores its signal has ended', async () => {
    const { call, clock, ends, usage } = limited()
    const first = call()
    await turn()
    clock.advance(300_000)
    expect(await first).toMatchObject({ result: { failure: { code: 'TIMEOUT' } } })
    const second = call()
    await turn()
    expect([usage(), ends.length]).toEqual([[1, 1, 1], 1])
    ends[0]?.()
    await turn()
    expect([usage(), ends.length]).toEqual([[1, 0, 1], 2])
    ends[1]?.()
    expect(textOf(await second)).toBe('done')
    expect(usage()).toEqual([0, 0, 1])
  })

  it.each<[string, Middleware]>([
    ['a failure', async () => Promise.reject(new Error('broken'))],
    ['an answer', async () => ({ kind: 'result', result: { content: [] } })],
    ['nothing', (() => {}) as never],
  ])('is free again after %s of middleware further in', async (_, inner) => {
    const { server, call, usage } = limited()
    server.use(inner)
    await call()
    await call()
    expect(usage()).toEqual([0, 0, 1])
  })

  it('is free while the client is asked', async () => {
    const { server, call, usage } = limited()
    server.tool('ask', {}, async (_, ctx) => {
      await ctx.elicit('Sure?', z.object({ yes: z.boolean() }))
    })
    expect(await call('ask')).toMatchObject({ kind: 'input_required' })
    expect(usage('ask')).toEqual([0, 0, 1])
  })

  it('is one for a call that meets the same limit twice', async () => {
    const limit = concurrencyLimit({ concurrency: 1 })
    const server = new Plinth({ name: 'test' }).use(limit)
    server.tool('t', { use: [limit] }, () => 'done')
    const outcome = await dispatch(server.runtime, { method: 'tools/call', params: { name: 't' } })
    expect(textOf(outcome)).toBe('done')
    expect(limit.usage()).toMatchObject([{ active: 0, peak: 1 }])
  })

  it('is waited for in vain by a tool that calls itself, until its time is up', async () => {
    const { server, call, clock, usage } = limited()
    server.tool('self', {}, async (_, ctx) => `${await ctx.call('self')}`)
    const outcome = call('self')
    await turn()
    expect(usage('self')).toEqual([1, 1, 1])
    clock.advance(300_000)
    expect(await outcome).toMatchObject({ result: { failure: { code: 'TIMEOUT' } } })
    await turn()
    expect(usage('self')).toEqual([0, 0, 1])
  })
})

describe('each component has a limit of its own', () => {
  it.each(SCOPES)('where it stands at a $scope', async ({ scope, sees }) => {
    const limit = concurrencyLimit({ concurrency: 1 })
    await visitAll(scopedServer(scope, limit))
    const components = sees.filter(subject => !subject.startsWith('method:'))
    expect(limit.usage().map(({ kind, name, peak }) => `${kind}:${name} ${peak}`)).toEqual(
      components.map(subject => `${subject} 1`),
    )
  })

  it('so that one does not hold up the others, nor lists', async () => {
    const { call, server, ends } = limited({ queue: 0 })
    const first = call()
    expect(textOf(await call('fast'))).toBe('done')
    expect(await dispatch(server.runtime, { method: 'tools/list', params: {} })).toMatchObject({
      kind: 'result',
    })
    ends[0]?.()
    await first
  })

  it('none for a name that only the caller gave, and few for those for which there is no room', async () => {
    const { call, limit, server } = limited({ maxComponents: 2 })
    for (let n = 0; n < 5; n++) server.tool(`tool-${n}`, {}, () => 'done')
    for (let n = 0; n < 5; n++) await call(`made-up-${n}`)
    for (let n = 0; n < 5; n++) await call(`tool-${n}`)
    expect(limit.usage().map(({ name }) => name)).toEqual(['tool-0', 'tool-1', 'other'])
  })
})

it.each([
  [{ concurrency: 0 }, /concurrency.*0/],
  [{ concurrency: 1, queue: -1 }, /queue.*-1/],
  [{ concurrency: 1, maxWaitMs: 0 }, /maxWaitMs.*0/],
  [{ concurrency: 1, maxComponents: 0.5 }, /maxComponents.*0\.5/],
])('refuses %o by name', (options, message) => {
  expect(() => concurrencyLimit(options)).toThrow(message)
})
