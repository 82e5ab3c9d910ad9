import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Middleware } from '../define/middleware.ts'
import { Plinth } from '../plinth.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { circuitBreaker } from './circuit-breaker.ts'
import { concurrencyLimit } from './concurrency-limit.ts'
import { rateLimit } from './rate-limit.ts'
import { codeIn, down, type Handler, retrying, turns } from './retry.fixtures.ts'
import { retry } from './retry.ts'
import { timeout } from './timeout.ts'

describe('the time that a call may take', () => {
  it('holds for all attempts together', async () => {
    const limits: number[] = []
    const looks: Middleware = (ctx, next) => {
      limits.push(ctx.timeoutMs)
      return next()
    }
    const { settle, runs } = retrying(
      () => {
        throw down()
      },
      { tool: { timeoutMs: 500 }, options: { attempts: 9 }, inside: [looks] },
    )
    expect(codeIn(await settle(undefined, 200))).toBe('CONNECTION_ERROR')
    expect([runs(), limits]).toEqual([2, [500, 300]])
  })

  it('can be narrowed further out', async () => {
    const { settle, runs } = retrying(
      () => {
        throw down()
      },
      { outside: [timeout(100)] },
    )
    await settle()
    expect(runs()).toBe(1)
  })

  it('starts no attempt while the handler of the last one runs on', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const { call, clock, runs } = retrying(
      async (_, attempt) => {
        if (attempt === 1) await promise
        return 'done'
      },
      { options: { codes: ['TIMEOUT'] }, inside: [timeout(1_000)] },
    )
    const outcome = call()
    await turns()
    clock.advance(1_000)
    await turns()
    clock.advance(10_000)
    await turns()
    expect(runs()).toBe(1)
    resolve()
    expect(textOf(await outcome)).toBe('done')
    expect(clock.pending).toBe(0)
  })

  it('ends though the handler of the first attempt never does', async () => {
    const { settle, runs } = retrying(() => new Promise(() => {}), {
      options: { codes: ['TIMEOUT'] },
      inside: [timeout(1_000)],
      tool: { timeoutMs: 60_000 },
    })
    expect(codeIn(await settle())).toBe('TIMEOUT')
    expect(runs()).toBe(1)
  })

  it('gives each attempt a signal that has not fired', async () => {
    const seen: boolean[] = []
    const { settle } = retrying(
      ({ signal }) => {
        seen.push(signal.aborted)
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
      { options: { codes: ['TIMEOUT'] }, inside: [timeout(1_000)] },
    )
    expect(codeIn(await settle())).toBe('TIMEOUT')
    expect(seen).toEqual([false, false, false])
  })
})

describe('a call that is cancelled', () => {
  it('is not waited for, and ends as cancelled', async () => {
    const { call, cancel, clock, runs } = retrying(() => {
      throw down()
    })
    const outcome = call()
    await turns()
    cancel()
    expect(await outcome).toMatchObject({ kind: 'refused', refusal: { reason: 'cancelled' } })
    expect([runs(), clock.pending]).toEqual([1, 0])
  })

  it('is not repeated when its failure came with the end', async () => {
    const { call, cancel, runs } = retrying(() => {
      cancel()
      throw down()
    })
    await call()
    expect(runs()).toBe(1)
  })
})

describe('with other middleware', () => {
  const failsTwice: Handler = (_, attempt) => {
    if (attempt < 3) throw down()
    return 'up'
  }

  it('a breaker further in counts each attempt, and what it turns away is not repeated', async () => {
    const breaker = circuitBreaker({ threshold: 2, jitter: 0 })
    const { settle, runs } = retrying(failsTwice, { inside: [breaker] })
    expect(codeIn(await settle())).toBe('CIRCUIT_BREAKER_OPEN')
    expect(runs()).toBe(2)
    expect(breaker.states()).toMatchObject([{ state: 'open', failures: 2 }])
  })

  it('a breaker further in gives back the leave that a second attempt got for its wait', async () => {
    const clock = fakeClock()
    const breaker = circuitBreaker({ threshold: 9, jitter: 0, clock })
    const limit = concurrencyLimit({ concurrency: 1, clock })
    const { settle } = retrying(failsTwice, { inside: [breaker, limit] })
    expect(textOf(await settle())).toBe('up')
    expect(breaker.states()).toMatchObject([{ state: 'closed', failures: 0 }])
    expect(limit.usage()).toMatchObject([{ active: 0, waiting: 0, peak: 1 }])
  })

  it('a breaker further out counts the call once', async () => {
    const breaker = circuitBreaker({ threshold: 2, jitter: 0 })
    const { settle } = retrying(
      () => {
        throw down()
      },
      { outside: [breaker] },
    )
    await settle()
    expect(breaker.states()).toMatchObject([{ state: 'closed', failures: 1 }])
  })

  it.each<['outside' | 'inside', string]>([
    ['outside', 'up'],
    ['inside', 'rate_limited'],
  ])('a rate limit %s of it leads to: %s', async (place, expected) => {
    const { settle } = retrying(failsTwice, { [place]: [rateLimit({ limit: 2, per: '1h' })] })
    expect(textOf(await settle())).toContain(expected)
  })

  it('a queue that is full is not waited for again', async () => {
    const never = new Promise(() => {})
    const { call, runs, events } = retrying(() => never, {
      inside: [concurrencyLimit({ concurrency: 1, queue: 0 })],
      options: { codes: ['RESOURCE_EXHAUSTED'] },
    })
    void call()
    await turns()
    expect(codeIn(await call())).toBe('RESOURCE_EXHAUSTED')
    expect([runs(), events]).toEqual([1, []])
  })
})

describe('a handler that asks', () => {
  it('finds its answers and its steps again in each attempt', async () => {
    let steps = 0
    const clock = fakeClock()
    const server = new Plinth({ name: 'test', clock }).use(retry({ clock, baseMs: 0, jitter: 0 }))
    let runs = 0
    server.tool('count', {}, () => `${++steps}`)
    server.tool('t', { annotations: { readOnlyHint: true } }, async (_, ctx) => {
      runs += 1
      const first = await ctx.elicit('Sure?', z.object({ yes: z.boolean() }))
      const counted = await ctx.once('count', () => ++steps)
      const nested = JSON.stringify(await ctx.call('count'))
      if (runs < 4) throw down()
      return `${first.content?.yes} ${counted} ${nested} ${steps}`
    })
    const request = { method: 'tools/call', params: { name: 't' } }
    const asked = await dispatch(server.runtime, request)
    if (asked.kind !== 'input_required') throw new Error('It has to ask')
    const [key = ''] = Object.keys(asked.requests)
    const outcome = dispatch(server.runtime, {
      ...request,
      requestState: asked.state,
      inputResponses: { [key]: { action: 'accept', content: { yes: true } } },
    })
    for (let n = 0; n < 4; n++) await turns().then(() => clock.advance(1))
    expect(textOf(await outcome)).toContain('true 1')
    expect([runs, steps]).toEqual([4, 2])
  })

  it('is not repeated for its question, and asks in a second attempt as in a first', async () => {
    const { settle, runs } = retrying(async (ctx, attempt) => {
      if (attempt === 1) throw down()
      await ctx.elicit('Sure?', z.object({ yes: z.boolean() }))
    })
    expect((await settle()).kind).toBe('input_required')
    expect(runs()).toBe(2)
  })

  it('does not ask in the end what only an attempt that ran out of time has asked', async () => {
    const { settle } = retrying(
      async (ctx, attempt) => {
        if (attempt > 1) return 'done'
        await ctx.elicit('Sure?', z.object({ yes: z.boolean() })).catch(() => {})
        await new Promise((_, reject) =>
          ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)),
        )
      },
      { options: { codes: ['TIMEOUT'] }, inside: [timeout(1_000)] },
    )
    expect(textOf(await settle())).toBe('done')
  })
})
