import { describe, expect, it } from 'vitest'
import { ToolError, type ToolErrorOptions } from '../define/errors.ts'
import type { Middleware } from '../define/middleware.ts'
import type { ToolOptions } from '../define/tool.ts'
import { Plinth } from '../plinth.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { codeIn, down, retrying, turns } from './retry.fixtures.ts'
import { type RetryOptions, retry } from './retry.ts'

describe('a call that fails for a reason which passes', () => {
  it('is carried out again until it succeeds', async () => {
    const { settle, runs, events } = retrying((_, attempt) => {
      if (attempt < 3) throw down()
      return 'up'
    })
    expect(textOf(await settle())).toBe('up')
    expect(runs()).toBe(3)
    expect(events).toMatchObject([
      { kind: 'tool', name: 't', attempt: 2, delayMs: 200, code: 'CONNECTION_ERROR' },
      { attempt: 3, delayMs: 400 },
    ])
  })

  it('fails as it failed last, after as many attempts as it may have', async () => {
    const { settle, runs } = retrying(
      (_, attempt) => {
        throw new ToolError(`Down ${attempt}`, { code: 'CONNECTION_ERROR' })
      },
      { options: { attempts: 4 } },
    )
    expect(textOf(await settle())).toContain('Down 4')
    expect(runs()).toBe(4)
  })

  it('waits twice as long each time, up to a limit, and less by chance', async () => {
    const { settle, events } = retrying(
      () => {
        throw down()
      },
      { options: { attempts: 6, baseMs: 100, maxMs: 500, jitter: 0.5, random: () => 0.5 } },
    )
    await settle()
    expect(events.map(event => 'delayMs' in event && event.delayMs)).toEqual([75, 150, 300, 375, 375])
  })

  it.each<[string, ToolErrorOptions, RetryOptions, number]>([
    ['a failure of the connection', {}, {}, 3],
    ['a limit further on that says when to come back', { code: 'RATE_LIMITED', retryAfterMs: 50 }, {}, 3],
    ['a limit further on that does not', { code: 'RATE_LIMITED' }, {}, 1],
    ['exhaustion that says when it is over', { code: 'RESOURCE_EXHAUSTED', retryAfterMs: 50 }, {}, 3],
    ['exhaustion that does not', { code: 'RESOURCE_EXHAUSTED' }, {}, 1],
    ['a wait that is too long', { code: 'RATE_LIMITED', retryAfterMs: 5_001 }, {}, 1],
    ['a time-out', { code: 'TIMEOUT' }, {}, 1],
    ['a time-out that is named', { code: 'TIMEOUT' }, { codes: ['TIMEOUT'] }, 3],
    ['what is not named', {}, { codes: ['TIMEOUT'] }, 1],
    ["the caller's mistake", { code: 'VALIDATION_ERROR' }, {}, 1],
    [
      'an open breaker, though it is named',
      { code: 'CIRCUIT_BREAKER_OPEN' },
      { codes: ['CIRCUIT_BREAKER_OPEN'] },
      1,
    ],
  ])('decides by the failure: %s', async (_, error, options, expected) => {
    const { settle, runs } = retrying(
      () => {
        throw down(error)
      },
      { options },
    )
    await settle()
    expect(runs()).toBe(expected)
  })

  it('waits for as long as the failure says', async () => {
    const { call, clock, runs, events } = retrying(() => {
      throw down({ retryAfterMs: 3_000 })
    })
    void call()
    await turns()
    clock.advance(2_999)
    await turns()
    expect(runs()).toBe(1)
    clock.advance(1)
    await turns()
    expect(runs()).toBe(2)
    expect(events[0]).toMatchObject({ delayMs: 3_000 })
  })
})

describe('what may be repeated', () => {
  it.each<[Pick<ToolOptions<undefined, undefined>, 'annotations' | 'repeatable'>, number]>([
    [{ annotations: { readOnlyHint: true } }, 3],
    [{ annotations: { idempotentHint: true, destructiveHint: false } }, 3],
    [{ annotations: { idempotentHint: true, destructiveHint: true } }, 1],
    [{ annotations: { idempotentHint: true } }, 1],
    [{ annotations: { destructiveHint: true } }, 1],
    [{ annotations: { destructiveHint: false } }, 1],
    [{ annotations: {} }, 1],
    [{ repeatable: true, annotations: { idempotentHint: true, destructiveHint: true } }, 3],
    [{ repeatable: true, annotations: {} }, 3],
    [{ repeatable: false, annotations: { readOnlyHint: true } }, 1],
  ])('a tool with %j runs %i times', async (tool, expected) => {
    const { settle, runs } = retrying(
      () => {
        throw down()
      },
      { tool },
    )
    expect(codeIn(await settle())).toBe('CONNECTION_ERROR')
    expect(runs()).toBe(expected)
  })

  it('a resource and a prompt are read again', async () => {
    const clock = fakeClock()
    const server = new Plinth({ name: 'test', clock }).use(retry({ clock, baseMs: 0, jitter: 0 }))
    let runs = 0
    const fails = () => {
      runs += 1
      throw down()
    }
    server.resource('file:///x', {}, fails)
    server.prompt('p', {}, fails)
    for (const request of [
      { method: 'resources/read', params: { uri: 'file:///x' } },
      { method: 'prompts/get', params: { name: 'p' } },
    ]) {
      const outcome = dispatch(server.runtime, request)
      for (let n = 0; n < 3; n++) await turns().then(() => clock.advance(1))
      expect(codeIn(await outcome)).toBe('CONNECTION_ERROR')
    }
    expect(runs).toBe(6)
  })

  it('a middleware that throws is as a handler that throws', async () => {
    const throws: Middleware = async (_, next) => {
      await next()
      throw down()
    }
    const { settle, runs } = retrying(() => 'x', { inside: [throws] })
    expect(codeIn(await settle())).toBe('CONNECTION_ERROR')
    expect(runs()).toBe(3)
  })

  it('only the inner of two repeats', async () => {
    const { settle, runs } = retrying(
      () => {
        throw down()
      },
      { outside: [retry({ attempts: 5, baseMs: 0, jitter: 0 })] },
    )
    await settle()
    expect(runs()).toBe(3)
  })
})

it.each<[RetryOptions, string]>([
  [{ attempts: 0 }, 'attempts must be a whole number from 1 to 10'],
  [{ attempts: 11 }, 'attempts must be'],
  [{ baseMs: -1 }, 'baseMs must be'],
  [{ maxMs: 0.5 }, 'maxMs must be'],
  [{ jitter: 2 }, 'jitter must be a number from 0 to 1'],
])('%j is refused', (options, message) => {
  expect(() => retry(options)).toThrow(message)
})
