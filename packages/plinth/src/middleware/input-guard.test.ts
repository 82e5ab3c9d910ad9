import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { failureIn, type Outcome } from '../define/outcome.ts'
import { Plinth } from '../plinth.ts'
import { connect } from '../testing/connect.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { SCOPES, scopedServer, visitAll } from '../testing/scopes.fixtures.ts'
import { findFault } from './input-fault.ts'
import { type InputGuardOptions, inputGuard } from './input-guard.ts'

const guarded = (options: InputGuardOptions = {}) => {
  let runs = 0
  const server = new Plinth({ name: 'test' }).use(inputGuard(options))
  server.tool('echo', { input: z.looseObject({}) }, () => {
    runs += 1
    return 'done'
  })
  const echo = (args: unknown) =>
    dispatch(server.runtime, { method: 'tools/call', params: { name: 'echo', arguments: args } })
  return { server, echo, runs: () => runs }
}

const isRefused = (outcome: Outcome): boolean =>
  outcome.kind === 'refused' || failureIn(outcome)?.code === 'VALIDATION_ERROR'

const nested = (levels: number): unknown => (levels === 0 ? 1 : { deep: nested(levels - 1) })

describe('the length of texts', () => {
  it('is 1,000 characters at most: one more is refused, and the field is named', async () => {
    const { server, runs } = guarded()
    const client = await connect(server)
    const call = (text: string) => client.client.callTool({ name: 'echo', arguments: { text } })
    expect((await call('x'.repeat(1_000))).isError).toBeUndefined()
    expect(runs()).toBe(1)
    const refused = await call('x'.repeat(1_001))
    expect(refused.isError).toBe(true)
    expect(JSON.stringify(refused.content)).toContain('echo: text: is longer than 1000 characters')
    expect(refused._meta).toMatchObject({ 'dev.plinth/error': { code: 'VALIDATION_ERROR' } })
    expect(runs()).toBe(1)
    await client.close()
  })

  it.each([
    ['in a list', { list: ['a', 'b', 'much too long'] }, 'list[2]'],
    ['deep inside', { a: { b: [{ c: 'much too long' }] } }, 'a.b[0].c'],
    ['as the name of a field', { a: { 'much too long': 1 } }, 'a.much too long'],
    ['under a name that every object has', JSON.parse('{"__proto__":{"a":"much too long"}}'), '__proto__.a'],
  ])('counts %s', async (_, args, path) => {
    const { echo, runs } = guarded({ maxLength: 9 })
    expect(textOf(await echo(args))).toContain(
      `Invalid arguments for echo: ${path}: is longer than 9 characters`,
    )
    expect(runs()).toBe(0)
  })

  it('counts characters, not the units that they are stored in', async () => {
    const { echo } = guarded({ maxLength: 10 })
    expect(isRefused(await echo({ text: '😀'.repeat(10) }))).toBe(false)
    expect(isRefused(await echo({ text: '😀'.repeat(11) }))).toBe(true)
    expect(isRefused(await echo({ text: '😀'.repeat(1_000_000) }))).toBe(true)
  })

  it('does not repeat at length what a caller made up', async () => {
    const { echo } = guarded({ maxBytes: 100_000_000, maxDepth: 1_000 })
    const answers = [
      await echo({ ['x'.repeat(1_000_000)]: 1 }),
      await echo({
        a: Array.from({ length: 900 }).reduce<unknown>(
          inner => ({ [`${'y'.repeat(900)}`]: inner }),
          'z'.repeat(2_000),
        ),
      }),
    ]
    for (const answer of answers) {
      expect(isRefused(answer)).toBe(true)
      expect(JSON.stringify(answer).length).toBeLessThan(6_000)
    }
  })
})

describe('the whole', () => {
  it('is bounded in bytes', async () => {
    const { echo } = guarded({ maxBytes: 3_000 })
    const texts = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'é'.repeat(480)]))
    expect(isRefused(await echo(texts(3)))).toBe(false)
    expect(textOf(await echo(texts(4)))).toContain('k3: makes the whole larger than 3000 bytes')
    expect(isRefused(await echo({ numbers: Array.from({ length: 3_001 }, () => 1) }))).toBe(true)
  })

  it('is bounded in depth', async () => {
    const { echo } = guarded({ maxDepth: 4 })
    expect(isRefused(await echo(nested(4)))).toBe(false)
    expect(textOf(await echo(nested(5)))).toContain('deep.deep.deep.deep: is nested deeper than 4 levels')
  })

  it('is walked to its bounds only, however deep or circular', async () => {
    const { server } = guarded()
    const circular: Record<string, unknown> = {}
    circular.self = circular
    server.tool('outer', {}, async (_, ctx) => String(await ctx.call('echo', circular)))
    const outcome = await dispatch(server.runtime, { method: 'tools/call', params: { name: 'outer' } })
    expect(textOf(outcome)).toContain('is nested deeper than 16 levels')
  })
})

describe('forbidden patterns', () => {
  const forbidden = [
    { pattern: /<script/gi, message: 'must not hold scripts' },
    { pattern: /^\s*$/y, message: 'must not be blank' },
  ]

  it('refuse every time, also when the pattern remembers where it stopped', async () => {
    const { echo, runs } = guarded({ forbidden })
    for (let n = 0; n < 4; n++) {
      expect(textOf(await echo({ a: [{ b: 'x <SCRIPT>' }] }))).toContain('a[0].b: must not hold scripts')
      expect(textOf(await echo({ c: '  ' }))).toContain('c: must not be blank')
    }
    for (let n = 0; n < 4; n++)
      expect(textOf(await echo(['<script>']))).toContain('[0]: must not hold scripts')
    expect(runs()).toBe(0)
    expect(isRefused(await echo({ a: 'script' }))).toBe(false)
  })

  it('see names of fields too', async () => {
    const { echo } = guarded({ forbidden })
    expect(isRefused(await echo({ 'x<script': 1 }))).toBe(true)
  })
})

describe('other methods', () => {
  const long = 'x'.repeat(1_001)
  const { server } = guarded()
  server.prompt('greet', { args: z.object({ name: z.string() }) }, ({ name }) => `Hello, ${name}`)
  server.resource('memo://{id}', { complete: { id: () => [] } }, ({ id }) => id)

  it.each([
    ['prompts/get', { name: 'greet', arguments: { name: long } }, 'greet: name: is longer'],
    ['resources/read', { uri: `memo://${long}` }, 'memo://{id}: uri: is longer'],
    [
      'completion/complete',
      { ref: { type: 'ref/resource', uri: 'memo://{id}' }, argument: { name: 'id', value: long } },
      'argument.value: is longer',
    ],
  ])('%s is refused as invalid parameters', async (method, params, message) => {
    expect(await dispatch(server.runtime, { method, params })).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'invalid_params', message: expect.stringContaining(message) },
    })
  })

  it('pass when they are within bounds', async () => {
    expect(
      await dispatch(server.runtime, {
        method: 'prompts/get',
        params: { name: 'greet', arguments: { name: 'Ann' } },
      }),
    ).toMatchObject({ kind: 'result' })
    expect(await dispatch(server.runtime, { method: 'tools/list', params: {} })).toMatchObject({
      kind: 'result',
    })
  })

  it('are not judged by their cursors, which are the server’s own', async () => {
    const outcome = await dispatch(server.runtime, { method: 'tools/list', params: { cursor: long } })
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { reason: 'invalid_cursor' } })
  })
})

it.each(SCOPES)('guards what it should at a $scope', async ({ scope, sees }) => {
  const outcomes = await visitAll(scopedServer(scope, inputGuard({ maxLength: 20 })), 'x'.repeat(21))
  const refused = ['tool:own', 'tool:mod_inner', 'template:memo://{id}'].filter((_, index) =>
    isRefused(outcomes[index] as Outcome),
  )
  expect(refused).toEqual(sees.filter(subject => !subject.startsWith('method:')))
})

it('finds a fault exactly when a text is too long, in any JSON', () => {
  const limits = { maxLength: 8, maxBytes: Number.MAX_SAFE_INTEGER, maxDepth: 1_000, forbidden: [] }
  const tooLong = (value: unknown): boolean => {
    if (typeof value === 'string') return [...value].length > 8
    if (typeof value !== 'object' || value === null) return false
    return Object.entries(value).some(
      ([name, inner]) => (!Array.isArray(value) && tooLong(name)) || tooLong(inner),
    )
  }
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), value => {
      expect(findFault(value, limits) !== undefined).toBe(tooLong(value))
    }),
  )
})

it.each([
  [{ maxLength: 0 }, /maxLength.*0/],
  [{ maxBytes: Number.NaN }, /maxBytes.*NaN/],
  [{ maxDepth: 1_001 }, /maxDepth.*from 1 to 1000.*1001/],
])('refuses %o by name', (options, message) => {
  expect(() => inputGuard(options)).toThrow(message)
})
