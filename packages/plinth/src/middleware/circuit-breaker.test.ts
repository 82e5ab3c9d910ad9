import { describe, expect, it } from 'vitest'
import { ToolError } from '../define/errors.ts'
import { failureIn } from '../define/outcome.ts'
import { textOf } from '../testing/dispatch.fixtures.ts'
import { codeIn, fails, guarded, turn } from './circuit-breaker.fixtures.ts'
import { circuitBreaker } from './circuit-breaker.ts'
import { concurrencyLimit } from './concurrency-limit.ts'

describe('the cycle', () => {
  it('opens, answers at once, tries again, waits longer, and closes for good', async () => {
    const { callWith, call, clock, calls, state } = guarded({ threshold: 5 })
    await callWith(fails('EXECUTION_ERROR'), 4)
    expect(state()).toBe('closed')
    await call()
    expect(await call()).toMatchObject({
      kind: 'result',
      result: {
        failure: {
          code: 'CIRCUIT_BREAKER_OPEN',
          message: 't has failed repeatedly and is not called for now',
          suggestion: 'Try again in 60 s, or do without it',
          retryAfterMs: 60_000,
        },
      },
    })
    expect(calls()).toBe(5)

    clock.advance(60_000)
    expect(state()).toBe('half_open')
    await call()
    expect(calls()).toBe(6)
    expect(failureIn(await call())).toMatchObject({ retryAfterMs: 90_000 })

    clock.advance(90_000)
    expect(textOf(await callWith(() => 'well again'))).toBe('well again')
    expect(state()).toBe('closed')
    await callWith(fails('EXECUTION_ERROR'), 4)
    expect(state()).toBe('closed')
    await callWith(fails('EXECUTION_ERROR'))
    expect(failureIn(await call())).toMatchObject({ retryAfterMs: 60_000 })
  })

  it('lets one call through at a time to see whether it works again', async () => {
    const { callWith, call, clock, calls } = guarded()
    await callWith(fails('TIMEOUT'), 2)
    clock.advance(60_000)
    const { promise, resolve } = Promise.withResolvers<string>()
    const probe = callWith(() => promise)
    expect(codeIn(await call())).toBe('CIRCUIT_BREAKER_OPEN')
    resolve('well again')
    await probe
    expect(codeIn(await call())).toBeUndefined()
    expect(calls()).toBe(4)
  })

  it('tells of each change in the log', async () => {
    const { callWith, clock, log, breaker } = guarded()
    await callWith(fails('TIMEOUT'), 2)
    clock.advance(60_000)
    await callWith(() => 'done')
    breaker.force('t', 'open')
    expect(
      log.lines.map(({ level, event, fields: { kind, name, from, to, forced } }) =>
        [level, event, kind, name, from, to, forced].join(' '),
      ),
    ).toEqual([
      'warning breaker.changed tool t closed open ',
      'warning breaker.changed tool t open half_open ',
      'warning breaker.changed tool t half_open closed ',
      'warning breaker.changed tool t closed open open',
    ])
  })
})

describe('isFailure', () => {
  it('may see more failures, or fewer, or leave it to the rule', async () => {
    const { callWith, breaker } = guarded({
      threshold: 9,
      isFailure: outcome => {
        if (outcome.kind === 'result' && textOf(outcome) === 'stale') return true
        return codeIn(outcome) === 'CONNECTION_ERROR' ? false : undefined
      },
    })
    const failures = () => breaker.states()[0]?.failures
    await callWith(() => 'stale', 2)
    expect(failures()).toBe(2)
    await callWith(fails('CONNECTION_ERROR'))
    expect(failures()).toBe(2)
    await callWith(fails('TIMEOUT'))
    expect(failures()).toBe(3)
    await callWith(() => 'fresh')
    expect(failures()).toBe(0)
  })

  it('keeps nobody out for good when it throws', async () => {
    const { callWith, clock, breaker } = guarded({
      isFailure: outcome => {
        if (outcome.kind === 'result' && textOf(outcome) === 'odd') throw new Error('broken')
        return undefined
      },
    })
    await callWith(fails('TIMEOUT'), 2)
    clock.advance(60_000)
    expect(codeIn(await callWith(() => 'odd'))).toBe('INTERNAL_ERROR')
    clock.advance(90_000)
    await callWith(() => 'done')
    expect(breaker.states()).toMatchObject([{ state: 'closed' }])
  })
})

describe('with a concurrency limit inside', () => {
  /** One call runs, and one waits. */
  const waiting = async () => {
    const made = guarded({ threshold: 1, recoveryMs: 10_000 })
    const limit = concurrencyLimit({ concurrency: 1, clock: made.clock })
    made.server.use(limit)
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const first = made.callWith(() => promise)
    await turn()
    made.clock.advance(299_999)
    const second = made.callWith(() => 'done')
    await turn()
    return { ...made, limit, first, second, resolve, reject }
  }

  it('is asked again after a call has waited for its slot', async () => {
    const { first, second, reject, calls, limit } = await waiting()
    reject(new ToolError('It failed'))
    expect([codeIn(await first), codeIn(await second)]).toEqual(['EXECUTION_ERROR', 'CIRCUIT_BREAKER_OPEN'])
    expect(calls()).toBe(1)
    expect(limit.usage()).toMatchObject([{ active: 0, waiting: 0, peak: 1 }])
  })

  it('lets a call that has waited long enough be the one that tries', async () => {
    const { first, second, resolve, clock, state, calls } = await waiting()
    clock.advance(1)
    expect([codeIn(await first), state()]).toEqual(['TIMEOUT', 'open'])
    clock.advance(10_000)
    expect([state(), calls()]).toEqual(['half_open', 1])
    resolve('late')
    expect(textOf(await second)).toBe('done')
    expect([state(), calls()]).toEqual(['closed', 2])
  })

  it('is asked before a call waits for its slot', async () => {
    const { breaker, call, limit, first, second, resolve } = await waiting()
    breaker.force('t', 'open')
    expect(codeIn(await call())).toBe('CIRCUIT_BREAKER_OPEN')
    expect(limit.usage()).toMatchObject([{ active: 1, waiting: 1 }])
    resolve('done')
    expect([codeIn(await first), codeIn(await second)]).toEqual([undefined, 'CIRCUIT_BREAKER_OPEN'])
  })

  it('asks every breaker that stands outside', async () => {
    const limit = concurrencyLimit({ concurrency: 1 })
    const near = circuitBreaker()
    const { callWith, breaker, calls } = guarded({}, near, limit)
    const { promise, resolve } = Promise.withResolvers<string>()
    const first = callWith(() => promise)
    const second = callWith(() => promise)
    await turn()
    breaker.force('t', 'open')
    resolve('done')
    expect([codeIn(await first), codeIn(await second)]).toEqual([undefined, 'CIRCUIT_BREAKER_OPEN'])
    expect(calls()).toBe(1)
  })
})
