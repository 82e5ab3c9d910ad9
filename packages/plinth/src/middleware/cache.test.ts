import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Caller } from '../context/caller.ts'
import { ToolError } from '../define/errors.ts'
import { Plinth } from '../plinth.ts'
import { answer, asked, call as callAsk, YesNo } from '../testing/asking.fixtures.ts'
import { connect } from '../testing/connect.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { SCOPES, scopedServer, visitAll } from '../testing/scopes.fixtures.ts'
import { type CacheOptions, cache } from './cache.ts'

const readOnly = { readOnlyHint: true }

const setUp = (options: Partial<CacheOptions> = {}, give: (run: number) => unknown = run => `run ${run}`) => {
  const clock = fakeClock()
  const cached = cache({ ttlMs: 1_000, clock, ...options })
  const server = new Plinth({ name: 'test' }).use(cached)
  let runs = 0
  const handler = () => give(++runs) as string
  const input = z.looseObject({})
  server.tool('read', { input, annotations: readOnly }, handler)
  server.tool('other', { input, annotations: readOnly }, handler)
  server.tool('write', { input, annotations: { idempotentHint: true } }, handler)
  server.tool('plain', { input }, handler)
  server.resource('memo://{id}', {}, handler)
  server.prompt('greet', {}, handler)
  const call = async (args: unknown = {}, caller: Partial<Caller> = {}, name = 'read') =>
    textOf(
      await dispatch(server.runtime, { method: 'tools/call', params: { name, arguments: args } }, caller),
    )
  return { clock, cached, server, call, runs: () => runs }
}

const principal = (id: string, tenant?: string, scopes: string[] = []): Partial<Caller> => ({
  principal: { id, scopes, ...(tenant ? { tenant } : {}) },
})

it('answers the second call, until its time is up', async () => {
  const { clock, cached, call } = setUp()
  expect([await call(), await call()]).toEqual(['run 1', 'run 1'])
  clock.advance(999)
  expect(await call()).toBe('run 1')
  clock.advance(1)
  expect(await call()).toBe('run 2')
  expect(cached.stats()).toEqual({ hits: 2, misses: 2 })
})

describe('a result is kept', () => {
  it.each<[string, [unknown, Partial<Caller>?, string?], [unknown, Partial<Caller>?, string?], boolean]>([
    ['for arguments in any order', [{ a: 1, b: { c: 2, d: 3 } }], [{ b: { d: 3, c: 2 }, a: 1 }], true],
    ['for no arguments as for an empty object', [undefined], [{}], true],
    ['not for other arguments', [{ a: 1 }], [{ a: '1' }], false],
    ['not for another tool', [{}], [{}, {}, 'other'], false],
    ['for the same principal', [{}, principal('a')], [{}, principal('a')], true],
    ['not for another principal', [{}, principal('a')], [{}, principal('b')], false],
    ['not for nobody', [{}, principal('a')], [{}], false],
    ['not for another tenant', [{}, principal('a', 'x')], [{}, principal('a', 'y')], false],
    ['not for other scopes', [{}, principal('a', 'x', ['s'])], [{}, principal('a', 'x')], false],
    [
      'not for other roles',
      [{}, { principal: { id: 'a', scopes: [], roles: ['admin'] } }],
      [{}, principal('a')],
      false,
    ],
    ['never of a tool that changes things', [{}, {}, 'write'], [{}, {}, 'write'], false],
    ['never of a tool that does not say', [{}, {}, 'plain'], [{}, {}, 'plain'], false],
  ])('%s', async (_, first, second, together) => {
    const { call } = setUp()
    expect(await call(...first)).toBe('run 1')
    expect(await call(...second)).toBe(together ? 'run 1' : 'run 2')
  })

  it('apart for what it varies by', async () => {
    const { call } = setUp({ vary: ctx => ctx.transport })
    const both = [await call(), await call({}, { transport: 'http' }), await call()]
    expect(both).toEqual(['run 1', 'run 2', 'run 1'])
  })

  it('not for another version', async () => {
    const clock = fakeClock()
    const cached = cache({ ttlMs: 1_000, clock })
    const of = (version: string) => {
      const server = new Plinth({ name: 'test' })
      server.tool('read', { version, annotations: readOnly, use: [cached] }, () => version)
      return dispatch(server.runtime, { method: 'tools/call', params: { name: 'read' } })
    }
    expect([textOf(await of('1')), textOf(await of('2')), textOf(await of('1'))]).toEqual(['1', '2', '1'])
    expect(cached.stats().hits).toBe(1)
  })

  it('never when it failed, cannot be told in JSON, or is too large', async () => {
    const failing = setUp({}, run => {
      if (run === 1) throw new ToolError('Down')
      return 'up'
    })
    expect([await failing.call(), await failing.call()]).toEqual(['Down', 'up'])
    const invalid = setUp({}, run => ({ at: new Date(run) }))
    expect(await invalid.call()).not.toBe(await invalid.call())
    const large = setUp({ maxEntryBytes: 100 }, run => `${run}`.padEnd(100))
    expect(await large.call()).not.toBe(await large.call())
  })

  it('for as many as there is room', async () => {
    const { call, runs } = setUp({ maxEntries: 2 })
    for (const n of [1, 2, 3, 3, 2, 1]) await call({ n })
    expect(runs()).toBe(4)
  })
})

it('answers with structured content as it was, also over MCP', async () => {
  const { server, runs } = setUp({}, run => ({ run, missing: undefined }))
  const client = await connect(server)
  const first = await client.client.callTool({ name: 'read', arguments: {} })
  const { _meta: _one, ...one } = first
  const { _meta: _two, ...two } = await client.client.callTool({ name: 'read', arguments: {} })
  expect(one).toEqual(two)
  expect(two).toMatchObject({ structuredContent: { run: 1 } })
  expect(runs()).toBe(1)
  await client.close()
})

it('keeps resources by their URI, and no prompts', async () => {
  const { server, runs } = setUp()
  for (const id of ['a', 'a', 'b'])
    await dispatch(server.runtime, { method: 'resources/read', params: { uri: `memo://${id}` } })
  expect(runs()).toBe(2)
  for (let n = 0; n < 2; n++)
    await dispatch(server.runtime, { method: 'prompts/get', params: { name: 'greet' } })
  expect(runs()).toBe(4)
})

describe('questions', () => {
  it.each([false, true])('and what comes of their answers are not kept (nested: %s)', async nested => {
    const server = new Plinth({ name: 'test' }).use(cache({ ttlMs: 1_000, clock: fakeClock() }))
    server.tool(
      nested ? 'inner' : 'ask',
      { input: z.looseObject({}), annotations: readOnly },
      async (_, ctx) => String((await ctx.elicit('Sure?', YesNo)).content?.yes),
    )
    if (nested)
      server.tool('ask', { input: z.looseObject({}) }, async (_, ctx) =>
        JSON.stringify(await ctx.call('inner')),
      )
    const first = asked(await callAsk(server))
    expect(textOf(await answer(server, first, { yes: true }))).toContain('true')
    const second = asked(await callAsk(server))
    expect(textOf(await answer(server, second, { yes: false }))).toContain('false')
  })
})

it('goes on without a store that fails, and says so', async () => {
  const log = recordingLog()
  const broken = () => Promise.reject(new Error('gone'))
  const { call } = setUp({ store: { get: broken, set: broken, add: broken, delete: broken }, log })
  expect([await call(), await call()]).toEqual(['run 1', 'run 2'])
  expect(log.lines.map(({ event }) => event)).toEqual(Array(4).fill('cache.failed'))
})

it.each(SCOPES)('keeps what it should at a $scope', async ({ scope, sees }) => {
  const cached = cache({ ttlMs: 1_000, clock: fakeClock() })
  const server = scopedServer(scope, cached)
  await visitAll(server)
  await visitAll(server)
  expect(cached.stats().hits).toBe(sees.filter(subject => subject.startsWith('template:')).length)
})

it.each([
  [{ ttlMs: 0 }, /ttlMs.*0/],
  [{ ttlMs: 1, maxEntries: 0 }, /maxEntries.*0/],
  [{ ttlMs: 1, maxEntryBytes: 0.5 }, /maxEntryBytes.*0\.5/],
])('refuses %o by name', (options, message) => {
  expect(() => cache(options)).toThrow(message)
})
