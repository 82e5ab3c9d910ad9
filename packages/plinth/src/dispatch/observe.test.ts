import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ToolError } from '../define/errors.ts'
import type { Middleware } from '../define/middleware.ts'
import type { Refusal } from '../define/outcome.ts'
import { Plinth } from '../plinth.ts'
import type { PlinthOptions } from '../server/options.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { compose } from './compose.ts'
import { type Ending, joinObservers, observe, observing } from './observe.ts'

const observed = (options: Partial<PlinthOptions<object, undefined>> = {}) => {
  const endings: Ending[] = []
  const watch: Middleware = (ctx, next) => observe(ctx, next, ending => void endings.push(ending))
  const server = new Plinth({ name: 'test', ...options }).use(watch)
  const call = (name: string, extra: object = {}) =>
    dispatch(server.runtime, { method: 'tools/call', params: { name, arguments: {} }, ...extra })
  return { server, call, endings }
}

describe('a request ends', () => {
  it('well', async () => {
    const { server, call, endings } = observed()
    server.tool('fine', {}, () => 'done')
    await call('fine')
    await dispatch(server.runtime, { method: 'tools/list', params: {} })
    expect(endings).toEqual([{ outcome: 'ok' }, { outcome: 'ok' }])
  })

  it('in a failure that the caller may know', async () => {
    const { server, call, endings } = observed()
    server.tool('failing', {}, () => {
      throw new ToolError('No', { code: 'CONNECTION_ERROR' })
    })
    server.resource('memo://failing', {}, () => {
      throw new ToolError('No', { code: 'NOT_FOUND' })
    })
    await call('failing')
    await dispatch(server.runtime, { method: 'resources/read', params: { uri: 'memo://failing' } })
    expect(endings).toEqual([
      { outcome: 'failed', code: 'CONNECTION_ERROR' },
      { outcome: 'failed', code: 'NOT_FOUND' },
    ])
  })

  it('in a failure that is masked, found by its id', async () => {
    const { server, call, endings } = observed()
    server.tool('broken', {}, () => {
      throw new Error('secret')
    })
    await call('broken')
    expect(endings).toEqual([
      { outcome: 'failed', code: 'INTERNAL_ERROR', errorId: expect.stringMatching(/^[0-9a-f]{12}$/) },
    ])
  })

  it('in a question', async () => {
    const { server, call, endings } = observed()
    server.tool('ask', {}, async (_, ctx) => {
      await ctx.elicit('Sure?', z.object({ yes: z.boolean() }))
      return 'done'
    })
    await call('ask')
    expect(endings).toEqual([{ outcome: 'input_required' }])
  })

  it('cancelled', async () => {
    const { server, call, endings } = observed()
    const controller = new AbortController()
    server.tool('slow', {}, (_, ctx) => {
      controller.abort(new Error('gone'))
      ctx.signal.throwIfAborted()
    })
    await call('slow', { signal: controller.signal })
    expect(endings).toEqual([{ outcome: 'cancelled' }])
  })

  it('with a state that is none', async () => {
    const { server, call, endings } = observed()
    server.tool('fine', {}, () => 'done')
    const outcome = await call('fine', { requestState: 'made up', inputResponses: {} })
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { reason: 'invalid_state' } })
    expect(endings).toEqual([{ outcome: 'refused', reason: 'invalid_state', code: 'VALIDATION_ERROR' }])
  })

  it('not found', async () => {
    const { server, call, endings } = observed()
    await call('absent')
    await dispatch(server.runtime, { method: 'no/such', params: {} })
    expect(endings).toEqual([
      { outcome: 'refused', reason: 'not_found', code: 'NOT_FOUND' },
      { outcome: 'refused', reason: 'method_not_found', code: 'NOT_FOUND' },
    ])
  })

  const message = 'No'
  it.each<[Refusal, string]>([
    [{ reason: 'invalid_params', message }, 'VALIDATION_ERROR'],
    [{ reason: 'invalid_cursor', message }, 'VALIDATION_ERROR'],
    [{ reason: 'missing_capability', message, required: {} }, 'VALIDATION_ERROR'],
    [{ reason: 'rate_limited', code: 'RATE_LIMITED', message }, 'RATE_LIMITED'],
    [{ reason: 'unavailable', code: 'CIRCUIT_BREAKER_OPEN', message }, 'CIRCUIT_BREAKER_OPEN'],
    [{ reason: 'forbidden', code: 'PERMISSION_DENIED', message }, 'PERMISSION_DENIED'],
  ])('refused by middleware further in: %o', async (refusal, code) => {
    const { server, call, endings } = observed()
    const refusing: Middleware = async () => ({ kind: 'refused', refusal })
    server.use(refusing)
    await call('absent')
    expect(endings).toEqual([{ outcome: 'refused', reason: refusal.reason, code }])
  })
})

describe('middleware further in that throws', () => {
  it.each([
    ['a failure', new ToolError('Full', { code: 'RESOURCE_EXHAUSTED' }), 'RESOURCE_EXHAUSTED'],
    ['an unexpected error', new Error('secret'), 'INTERNAL_ERROR'],
  ])('is told as %s, and the error goes on', async (_, error, code) => {
    const { server, call, endings } = observed()
    server.use(async () => {
      throw error
    })
    expect(await call('absent')).toMatchObject({ kind: 'result', result: { failure: { code } } })
    expect(endings).toEqual([{ outcome: 'failed', code }])
  })

  it('is told as cancelled when the client has gone', async () => {
    const { server, call, endings } = observed()
    server.use(async ctx => {
      ctx.signal.throwIfAborted()
      throw new Error('not reached')
    })
    await call('absent', { signal: AbortSignal.abort(new Error('gone')) })
    expect(endings).toEqual([{ outcome: 'cancelled' }])
  })
})

describe('observers that stand next to one another', () => {
  const named = (log: string[], name: string, fails = false) =>
    observing(() => {
      log.push(`begin ${name}`)
      return ({ outcome }) => {
        log.push(`${outcome} ${name}`)
        if (fails) throw new Error(name)
      }
    })

  it('are one layer, and are told from the inside to the outside', async () => {
    const log: string[] = []
    const between: Middleware = (_, next) => next()
    const layers = [named(log, 'a'), named(log, 'b'), between, named(log, 'c')]
    expect(joinObservers(layers)).toHaveLength(3)
    const { server } = observed()
    server.use(...layers)
    server.tool('fine', {}, () => 'done')
    await dispatch(server.runtime, { method: 'tools/call', params: { name: 'fine', arguments: {} } })
    expect(log).toEqual(['begin a', 'begin b', 'begin c', 'ok c', 'ok b', 'ok a'])
  })

  it('are all told, though one of them throws', async () => {
    const log: string[] = []
    const run = compose([named(log, 'a'), named(log, 'b', true)], async () => ({
      kind: 'result',
      result: {},
    }))
    await expect(run({} as never)).rejects.toThrow('b')
    expect(log).toEqual(['begin a', 'begin b', 'ok b', 'ok a'])
  })
})
