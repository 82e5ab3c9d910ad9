import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Content, image, link, text } from '../define/content.ts'
import { ToolError } from '../define/errors.ts'
import { failureIn, type Outcome } from '../define/outcome.ts'
import { result, type ToolResult } from '../define/result.ts'
import { silentLogger } from '../logger.ts'
import { Plinth } from '../plinth.ts'
import { answer, asked, call, serverOf, yes } from '../testing/asking.fixtures.ts'
import { connect } from '../testing/connect.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { SCOPES, scopedServer, visitAll } from '../testing/scopes.fixtures.ts'
import { jsonBytes } from './json-size.ts'
import { responseLimit } from './response-limit.ts'

const giving = (value: unknown, maxBytes?: number) => {
  const server = new Plinth({ name: 'test', log: silentLogger }).use(
    responseLimit(maxBytes ? { maxBytes } : {}),
  )
  server.tool('give', {}, () => {
    const given: unknown = typeof value === 'function' ? value() : value
    if (given instanceof Error) throw given
    return given as string
  })
  server.resource('memo:all', {}, () => String(value))
  server.prompt('greet', {}, () => String(value))
  return server
}

const callGive = async (server: Plinth): Promise<Outcome> =>
  dispatch(server.runtime, { method: 'tools/call', params: { name: 'give' } })

const sentBytes = (outcome: Outcome) =>
  outcome.kind === 'result' ? jsonBytes({ ...(outcome.result as ToolResult), wideSchema: undefined }) : 0

const contentOf = (outcome: Outcome) =>
  outcome.kind === 'result' ? (outcome.result as ToolResult).content : []

describe('text', () => {
  it('of 10 MB is cut between two characters, with a note', async () => {
    const outcome = await callGive(giving('€😀'.repeat(1_500_000)))
    expect(sentBytes(outcome)).toBeLessThanOrEqual(1_000_000)
    expect(sentBytes(outcome)).toBeGreaterThan(999_000)
    const [shown, note] = textOf(outcome).split('\n')
    expect(shown).toMatch(/^(€😀)+€?$/u)
    expect(note).toBe(
      '[Cut: the result has 10500039 bytes, more than the limit of 1000000. ' +
        'Ask for less: narrow the arguments, or fetch it in parts.]',
    )
  })

  it('arrives whole up to the limit, and as what it is over MCP', async () => {
    const fits = 'x'.repeat(2_000 - jsonBytes({ content: [{ type: 'text', text: '' }] }))
    const { client, close } = await connect(giving(fits, 2_000))
    expect(await client.callTool({ name: 'give' })).toMatchObject({ content: [{ type: 'text', text: fits }] })
    await close()
    const over = await callGive(giving(`${fits}x`, 2_000))
    expect(contentOf(over)).toHaveLength(2)
    expect(failureIn(over)).toBeUndefined()
  })

  it('counts as long as JSON makes it', async () => {
    const outcome = await callGive(giving('\u0000'.repeat(400), 2_000))
    expect(sentBytes(outcome)).toBeLessThanOrEqual(2_000)
    expect(textOf(outcome)).toContain('[Cut: the result has 2')
  })
})

it('leaves out blocks that cannot be cut, and keeps those that fit', async () => {
  const blocks = [
    text('Before'),
    image(new Uint8Array(3_000), 'image/png'),
    link('memo:all', { name: 'all' }),
    text('y'.repeat(3_000)),
    text('z'.repeat(3_000)),
  ]
  const outcome = await callGive(giving(blocks, 2_000))
  expect(contentOf(outcome).map(({ type }) => type)).toEqual(['text', 'resource_link', 'text', 'text'])
  expect(textOf(outcome)).toMatch(/^Before\nresource_link\ny+\n\[Cut: /)
})

describe('structured content', () => {
  it('that is too large fails, and says what to do', async () => {
    const server = giving('')
    server.tool('list', { output: z.object({ all: z.array(z.string()) }) }, () => ({
      all: Array.from({ length: 20_000 }, (_, n) => `${n}`.padStart(50)),
    }))
    const client = await connect(server)
    await expect(client.call('list')).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message: expect.stringMatching(/^The result of list has \d+ bytes, more than the limit of 1000000$/),
      suggestion: 'Ask for less: narrow the arguments, or fetch it in parts',
    })
    await client.close()
  })

  it('that fits stays whole, and the text that repeats it is cut', async () => {
    const value = { all: 'x'.repeat(1_200) }
    const outcome = await callGive(giving(value, 2_000))
    expect(outcome).toMatchObject({ kind: 'result', result: { structured: value } })
    expect(textOf(outcome)).toMatch(/^\{"all":"x+\n\[Cut: /)
    expect(sentBytes(outcome)).toBeLessThanOrEqual(2_000)
  })

  it('fails with metadata that is too large', async () => {
    const outcome = await callGive(
      giving(result({ content: ['small'], meta: { a: 'x'.repeat(2_000) } }), 2_000),
    )
    expect(failureIn(outcome)?.code).toBe('RESOURCE_EXHAUSTED')
  })
})

it.each([
  [
    'its facts',
    new ToolError('Broken', { code: 'TIMEOUT', retryAfterMs: 5, data: { log: 'x'.repeat(9_000) } }),
  ],
  ['its message', new ToolError('Broken'.repeat(9_000), { code: 'TIMEOUT', suggestion: 'y'.repeat(9_000) })],
])('keeps the code of a failure when %s is too large', async (_, error) => {
  const outcome = await callGive(giving(error, 1_024))
  expect(failureIn(outcome)).toMatchObject({ code: 'TIMEOUT', message: expect.stringMatching(/^Broken/) })
  expect(sentBytes(outcome)).toBeLessThanOrEqual(1_024)
})

it('refuses a resource and a prompt that are too large', async () => {
  const server = giving('x'.repeat(2_000), 2_000)
  const requests = [
    { method: 'resources/read', params: { uri: 'memo:all' } },
    { method: 'prompts/get', params: { name: 'greet' } },
  ]
  for (const request of requests)
    expect(await dispatch(server.runtime, request)).toMatchObject({
      kind: 'refused',
      refusal: { reason: 'failed', failure: { code: 'RESOURCE_EXHAUSTED' } },
    })
  const small = giving('x', 2_000)
  for (const request of requests) expect((await dispatch(small.runtime, request)).kind).toBe('result')
})

it('lets questions pass', async () => {
  const server = serverOf(yes).use(responseLimit())
  expect(textOf(await answer(server, asked(await call(server)), { yes: true }))).toBe('yes: true')
})

it.each(SCOPES)('limits what it should at a $scope', async ({ scope, sees }) => {
  const outcomes = await visitAll(scopedServer(scope, responseLimit({ maxBytes: 2_000 })), 'x'.repeat(3_000))
  const limited = ['tool:own', 'tool:mod_inner', 'template:memo://{id}'].filter((_, index) =>
    /Cut: |RESOURCE_EXHAUSTED/.test(JSON.stringify(outcomes[index])),
  )
  expect(limited).toEqual(sees.filter(subject => !subject.startsWith('method:')))
})

it('never lets more through than the limit, whatever comes', { timeout: 20_000 }, async () => {
  const part = fc.string({ unit: 'binary', maxLength: 8 })
  const some = fc.tuple(part, fc.nat(400)).map(([value, times]) => value.repeat(times))
  const block = fc.oneof<fc.Arbitrary<Content>[]>(
    some.map(value => text(value)),
    some.map(value => text(value, { _meta: { value } })),
    some.map(value => link('memo:all', { name: value })),
  )
  const blocks = fc.array(block, { minLength: 1, maxLength: 6 })
  const value = fc.oneof(
    blocks,
    some,
    fc.dictionary(part, some, { maxKeys: 3 }),
    some.map(message => new ToolError(message)),
  )
  let given: unknown
  const servers = [1_024, 1_500, 4_000].map(maxBytes => ({ maxBytes, server: giving(() => given, maxBytes) }))
  await fc.assert(
    fc.asyncProperty(value, fc.constantFrom(...servers), async (next, { maxBytes, server }) => {
      given = next
      const outcome = await callGive(server)
      expect(sentBytes(outcome)).toBeLessThanOrEqual(maxBytes)
    }),
    { endOnFailure: true, numRuns: 40 },
  )
})

it('refuses a limit that leaves no room to say so', () => {
  expect(() => responseLimit({ maxBytes: 1_023 })).toThrow(/maxBytes.*from 1024.*1023/)
})
