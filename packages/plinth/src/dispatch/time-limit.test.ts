import { expect, it } from 'vitest'
import { Plinth, TIMEOUT_META_KEY } from '../index.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'

interface Row {
  readonly tool?: number
  readonly meta?: unknown
  readonly expected: number
}

/** The limit that a call has, where the default is 3 s and the maximum 9 s. */
const limitOf = async ({ tool, meta }: Omit<Row, 'expected'>) => {
  const server = new Plinth({ name: 'test' })
  server.runtime.adjust({ defaultTimeoutMs: 3_000, maxTimeoutMs: 9_000 })
  let limit: number | undefined
  server.use((ctx, next) => {
    limit = ctx.timeoutMs
    return next()
  })
  server.tool('t', tool === undefined ? {} : { timeoutMs: tool }, () => 'x')
  const outcome = await dispatch(server.runtime, {
    method: 'tools/call',
    params: { name: 't' },
    meta: meta === undefined ? {} : { [TIMEOUT_META_KEY]: meta },
  })
  return { limit, outcome }
}

it.each<Row>([
  { expected: 3_000 },
  { tool: 2_000, expected: 2_000 },
  { tool: 5_000, expected: 5_000 },
  { tool: 20_000, expected: 9_000 },
  { meta: 1_000, expected: 1_000 },
  { meta: 8_000, expected: 8_000 },
  { meta: 20_000, expected: 9_000 },
  { tool: 2_000, meta: 1_000, expected: 1_000 },
  { tool: 2_000, meta: 8_000, expected: 8_000 },
  { tool: 20_000, meta: 8_000, expected: 8_000 },
  { tool: 2_000, meta: Number.MAX_SAFE_INTEGER, expected: 9_000 },
])(
  'the caller goes before the tool, the tool before the default, and none above the maximum: %j',
  async row => {
    expect((await limitOf(row)).limit).toBe(row.expected)
  },
)

it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1000', null, {}, [1_000], true])(
  'a time limit of %j is refused before anything runs',
  async meta => {
    const { limit, outcome } = await limitOf({ meta })
    expect(limit).toBeUndefined()
    expect(outcome).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'invalid_params', message: expect.stringContaining(TIMEOUT_META_KEY) },
    })
  },
)

it('holds for the call that the client makes, and a nested call keeps to its own inside of it', async () => {
  const server = new Plinth({ name: 'test' })
  const limits: number[] = []
  server.use((ctx, next) => {
    limits.push(ctx.timeoutMs)
    return next()
  })
  server.tool('inner', { timeoutMs: 2_000 }, () => 'x')
  server.tool('outer', {}, (_, ctx) => ctx.call('inner'))
  const meta = { [TIMEOUT_META_KEY]: 60_000 }
  const outcome = await dispatch(server.runtime, { method: 'tools/call', params: { name: 'outer' }, meta })
  expect(textOf(outcome)).toContain('x')
  expect(limits).toEqual([60_000, 2_000])
})

it('is never above the maximum, whatever a middleware says', async () => {
  const server = new Plinth({ name: 'test' })
  server.runtime.adjust({ maxTimeoutMs: 20 })
  server.use((_, next) => next({ timeoutMs: 1_000_000 }))
  server.tool('t', {}, () => new Promise<string>(() => {}))
  const outcome = await dispatch(server.runtime, { method: 'tools/call', params: { name: 't' } })
  expect(textOf(outcome)).toContain('0.02 s')
})
