import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type ErrorCode, ToolError } from '../define/errors.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { SCOPES, scopedServer, visitAll } from '../testing/scopes.fixtures.ts'
import { errorCounts } from './error-counts.ts'

const counting = (maxComponents?: number) => {
  const errors = errorCounts(maxComponents === undefined ? {} : { maxComponents })
  const server = new Plinth({ name: 'test' }).use(errors)
  const call = (name: string, args: object = {}, extra: object = {}) =>
    dispatch(server.runtime, { method: 'tools/call', params: { name, arguments: args }, ...extra })
  const counts = () =>
    errors.counts().map(({ kind, name, code, count }) => `${kind}:${name} ${code} ${count}`)
  return { server, call, counts }
}

const failing = (code: string) => () => {
  throw new ToolError('It failed', { code: code as ErrorCode })
}

describe('error counts', () => {
  it('are kept by component and code', async () => {
    const { server, call, counts } = counting()
    server.tool('slow', {}, failing('TIMEOUT'))
    server.tool('strict', { input: z.object({ n: z.number() }) }, ({ n }) => {
      if (n === 0) throw new Error('secret')
      return n
    })
    for (const n of [1, 0, 'two', 'three', 1]) await call('strict', { n })
    await call('slow')
    await call('absent')
    expect(counts()).toEqual([
      'tool:strict INTERNAL_ERROR 1',
      'tool:strict VALIDATION_ERROR 2',
      'tool:slow TIMEOUT 1',
      'method:tools/call NOT_FOUND 1',
    ])
  })

  it('count what middleware further in refuses or throws', async () => {
    const { server, call, counts } = counting()
    server.tool('guarded', { input: z.object({ how: z.string() }) }, () => 'done')
    server.use(async ctx => {
      if ((ctx.params.arguments as { how: string }).how === 'throw')
        throw new ToolError('Full', { code: 'RESOURCE_EXHAUSTED' })
      return { kind: 'refused', refusal: { reason: 'rate_limited', code: 'RATE_LIMITED', message: 'Later' } }
    })
    await call('guarded', { how: 'throw' })
    await call('guarded', { how: 'refuse' })
    expect(counts()).toEqual(['tool:guarded RESOURCE_EXHAUSTED 1', 'tool:guarded RATE_LIMITED 1'])
  })

  it('do not count cancelled calls, questions and successes', async () => {
    const { server, call, counts } = counting()
    server.tool('fine', {}, () => 'done')
    server.tool('ask', {}, async (_, ctx) => {
      await ctx.elicit('Sure?', z.object({ yes: z.boolean() }))
    })
    server.tool('gone', {}, (_, ctx) => ctx.signal.throwIfAborted())
    await call('fine')
    await call('ask')
    await call('gone', {}, { signal: AbortSignal.abort(new Error('gone')) })
    expect(counts()).toEqual([])
  })

  it.each(SCOPES)('are those of what it sees at a $scope', async ({ scope, sees }) => {
    const errors = errorCounts()
    await visitAll(scopedServer(scope, errors), 'fail')
    expect(errors.counts().map(({ kind, name, code }) => `${kind}:${name} ${code}`)).toEqual(
      sees.filter(subject => !subject.startsWith('method:')).map(subject => `${subject} TIMEOUT`),
    )
  })

  it('are bounded in components', async () => {
    const { server, call, counts } = counting(1)
    for (const name of ['a', 'b', 'c']) {
      server.tool(name, {}, failing('TIMEOUT'))
      await call(name)
    }
    expect(counts()).toEqual(['tool:a TIMEOUT 1', 'other:other TIMEOUT 2'])
  })

  it('are bounded in codes, when a handler makes them up', async () => {
    const { server, call, counts } = counting()
    server.tool('inventive', { input: z.object({ code: z.string() }) }, ({ code }) => failing(code)())
    for (let n = 0; n < 100; n++) await call('inventive', { code: `MADE_UP_${n}` })
    expect(counts()).toHaveLength(33)
    expect(counts().at(-1)).toBe('tool:inventive UNKNOWN 68')
  })

  it('refuse a bound that is none', () => {
    expect(() => errorCounts({ maxComponents: 0 })).toThrow(/maxComponents.*0/)
  })
})
