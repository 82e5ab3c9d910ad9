import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Context } from '../define/context.ts'
import { ToolError } from '../define/errors.ts'
import type { Middleware } from '../define/middleware.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { codeIn, fails, guarded, turn } from './circuit-breaker.fixtures.ts'
import { concurrencyLimit } from './concurrency-limit.ts'

describe('a failure is', () => {
  it.each<[string, (ctx: Context) => unknown]>([
    ['a failed result', fails('EXECUTION_ERROR')],
    ['no connection', fails('CONNECTION_ERROR')],
    ['a timeout of its own', fails('TIMEOUT')],
    ['want of resources', fails('RESOURCE_EXHAUSTED')],
    [
      'an unexpected error',
      () => {
        throw new Error('broken')
      },
    ],
  ])('%s', async (_, handler) => {
    const { callWith, state } = guarded()
    await callWith(handler, 2)
    expect(state()).toBe('open')
  })

  it('a handler whose time was up', async () => {
    const { callWith, clock, state } = guarded({ threshold: 1, recoveryMs: 1 })
    const outcome = callWith(() => new Promise(() => {}))
    await turn()
    clock.advance(300_000)
    expect(codeIn(await outcome)).toBe('TIMEOUT')
    expect(state()).toBe('open')
  })

  it.each([
    ['prompts/get', { name: 'p' }],
    ['resources/read', { uri: 'memo://r' }],
  ])('one of %s, which is then refused', async (method, params) => {
    const { server } = guarded()
    const broken = () => {
      throw new Error('broken')
    }
    server.prompt('p', {}, broken)
    server.resource('memo://r', {}, broken)
    const send = () => dispatch(server.runtime, { method, params })
    expect(await send()).toMatchObject({ refusal: { reason: 'failed' } })
    await send()
    expect(await send()).toMatchObject({
      kind: 'refused',
      refusal: {
        reason: 'unavailable',
        code: 'CIRCUIT_BREAKER_OPEN',
        retryAfterMs: 60_000,
        suggestion: expect.stringContaining('60 s'),
      },
    })
  })

  it.each([
    ['an error', new Error('secret'), 'open'],
    ['a failure', new ToolError('No', { code: 'CONNECTION_ERROR' }), 'open'],
    ["a caller's failure", new ToolError('No', { code: 'PERMISSION_DENIED' }), 'closed'],
  ])('%s thrown by middleware further in, or not', async (_, error, expected) => {
    const { callWith, state } = guarded({}, async () => {
      throw error
    })
    await callWith(() => 'done', 2)
    expect(state()).toBe(expected)
  })
})

describe('nothing is said by', () => {
  const cancelled = async ({ signal }: Context) => {
    if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve))
    throw new ToolError('Broken off', { code: 'CONNECTION_ERROR' })
  }
  const ask = (ctx: Context) => ctx.elicit('Sure?', z.object({ yes: z.boolean() }))
  const refusing: Middleware = async () => ({
    kind: 'refused',
    refusal: { reason: 'rate_limited', code: 'RATE_LIMITED', message: 'No' },
  })
  const full: Middleware = concurrencyLimit({ concurrency: 1, queue: 0 })

  it.each<[string, (ctx: Context) => unknown]>([
    ['input that is not valid', fails('VALIDATION_ERROR')],
    ['what is not there', fails('NOT_FOUND')],
    ['what a caller may not', fails('PERMISSION_DENIED')],
    ['a rate limit', fails('RATE_LIMITED')],
    ['another open breaker', fails('CIRCUIT_BREAKER_OPEN')],
    ['a question', ask],
  ])('%s', async (_, handler) => {
    const { callWith, breaker } = guarded({ threshold: 1 })
    await callWith(handler, 3)
    expect(breaker.states()).toMatchObject([{ state: 'closed', failures: 0 }])
  })

  it('arguments that do not fit', async () => {
    const { call, state, calls } = guarded({ threshold: 1 })
    expect(codeIn(await call({}, { n: 'x' }))).toBe('VALIDATION_ERROR')
    expect([state(), calls()]).toEqual(['closed', 0])
  })

  it('a refusal, or a state that is none', async () => {
    const { call, state, callWith, server } = guarded({ threshold: 1 })
    await call({ requestState: 'made up', inputResponses: {} })
    server.use(refusing)
    await callWith(() => 'done')
    expect(state()).toBe('closed')
  })

  it.each<[string, (ctx: Context) => unknown, string]>([
    ['is a failure', cancelled, 'result'],
    ['says just that', ctx => cancelled(ctx).catch(() => ctx.signal.throwIfAborted()), 'refused'],
  ])('a call that was cancelled, where what comes of it %s', async (_, handler, kind) => {
    const { callWith, state } = guarded({ threshold: 1 })
    const controller = new AbortController()
    const outcome = callWith(handler, 1, { signal: controller.signal })
    await turn()
    controller.abort(new Error('gone'))
    expect((await outcome).kind).toBe(kind)
    expect(state()).toBe('closed')
  })

  it('a trial that was cancelled: the next call is one', async () => {
    const { callWith, clock, state } = guarded({ threshold: 1 })
    await callWith(fails('TIMEOUT'))
    clock.advance(60_000)
    await callWith(cancelled, 1, { signal: AbortSignal.abort(new Error('gone')) })
    expect(state()).toBe('half_open')
    await callWith(() => 'done')
    expect(state()).toBe('closed')
  })

  it('a call for which there was no slot', async () => {
    const { callWith, call, state } = guarded({ threshold: 1 }, full)
    const { promise, resolve } = Promise.withResolvers<string>()
    const first = callWith(() => promise)
    expect(codeIn(await call())).toBe('RESOURCE_EXHAUSTED')
    resolve('done')
    await first
    expect(state()).toBe('closed')
  })

  it('a completion; but an open breaker refuses it', async () => {
    const { server, breaker } = guarded()
    let works = true
    const values = () => {
      if (works) return []
      throw new Error('broken')
    }
    server.prompt('p', { args: z.object({ a: z.string() }), complete: { a: values } }, () => {
      throw new Error('broken')
    })
    const get = () =>
      dispatch(server.runtime, { method: 'prompts/get', params: { name: 'p', arguments: { a: '' } } })
    const complete = () =>
      dispatch(server.runtime, {
        method: 'completion/complete',
        params: { ref: { type: 'ref/prompt', name: 'p' }, argument: { name: 'a', value: '' } },
      })
    const failures = () => breaker.states()[0]?.failures
    await get()
    await complete()
    expect(failures()).toBe(1)
    works = false
    await complete()
    expect(failures()).toBe(1)
    await get()
    expect(await complete()).toMatchObject({ refusal: { code: 'CIRCUIT_BREAKER_OPEN' } })
  })
})
