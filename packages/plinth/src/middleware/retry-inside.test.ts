import { describe, expect, it } from 'vitest'
import type { Middleware } from '../define/middleware.ts'
import { textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { circuitBreaker } from './circuit-breaker.ts'
import { concurrencyLimit } from './concurrency-limit.ts'
import { rateLimit } from './rate-limit.ts'
import { codeIn, down, type Handler, retrying, turns } from './retry.fixtures.ts'
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

  it('waits for the handler of each attempt anew', async () => {
    const ends: (() => void)[] = []
    const { call, clock, runs } = retrying(() => new Promise<void>(resolve => ends.push(resolve)), {
      options: { codes: ['TIMEOUT'] },
      inside: [timeout(1_000)],
    })
    void call()
    for (let n = 0; n < 2; n++) {
      await turns()
      clock.advance(1_000)
    }
    await turns()
    ends[0]?.()
    await turns()
    for (let n = 0; n < 3; n++) {
      clock.advance(1_000)
      await turns()
    }
    expect(runs()).toBe(2)
    ends[1]?.()
    await turns()
    expect(runs()).toBe(3)
  })

  it('is narrowed by a middleware, never widened', async () => {
    let limit: number | undefined
    const looks: Middleware = (ctx, next) => {
      limit = ctx.timeoutMs
      return next()
    }
    const { settle } = retrying(() => 'x', { tool: { timeoutMs: 500 }, inside: [timeout(60_000), looks] })
    await settle()
    expect(limit).toBe(500)
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
    const { call, cancel, runs, events } = retrying(() => {
      cancel()
      throw down()
    })
    await call()
    expect([runs(), events]).toEqual([1, []])
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

  it('a breaker further in lets a second attempt try whether it works again', async () => {
    const clock = fakeClock()
    const breaker = circuitBreaker({ threshold: 1, recoveryMs: 100, jitter: 0, clock })
    const limit = concurrencyLimit({ concurrency: 1, clock })
    const { settle } = retrying(
      (_, attempt) => {
        if (attempt === 1) throw down()
        return 'up'
      },
      { clock, inside: [breaker, limit] },
    )
    expect(textOf(await settle())).toBe('up')
    expect(breaker.states()).toMatchObject([{ state: 'closed' }])
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
