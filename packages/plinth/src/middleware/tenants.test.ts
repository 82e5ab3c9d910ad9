import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/index.ts'
import type { Principal } from '../define/context.ts'
import type { Middleware } from '../define/middleware.ts'
import { Plinth } from '../plinth.ts'
import { memoryStore, type Store } from '../store.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { auditTrail } from './audit-trail.ts'
import { cache } from './cache.ts'
import { concurrencyLimit } from './concurrency-limit.ts'
import { productionParts } from './production.ts'
import { rateLimit } from './rate-limit.ts'

/** The same name in two tenants: two people. */
const ofTenant = (tenant: string, id = 'ada'): Principal => ({ id, tenant, scopes: [] })

const serverWith = (middleware: readonly Middleware[], store?: Store) => {
  const server = new Plinth({ name: 'shop', ...(store ? { store } : {}) }).use(...middleware)
  let calls = 0
  const ends: (() => void)[] = []
  server.tool('count', { annotations: { readOnlyHint: true } }, () => String(++calls))
  server.tool('slow', {}, () => new Promise<string>(resolve => ends.push(() => resolve('done'))))
  server.tool('remember', {}, async (_, ctx) => {
    const session = ctx.session('basket')
    const before = await session.get<string>('who')
    await session.set('who', ctx.principal?.tenant)
    return before ?? 'nothing'
  })
  const call = async (name: string, principal: Principal, args: object = {}) =>
    dispatch(
      server.runtime,
      { method: 'tools/call', params: { name, arguments: { ...args } } },
      { principal, address: '192.0.2.1' },
    )
  return { server, ends, call, say: async (...of: Parameters<typeof call>) => textOf(await call(...of)) }
}

describe('what belongs to one tenant is not read by another', () => {
  it('a session, though the names of both and the handle are the same', async () => {
    const { say } = serverWith([])
    expect(await say('remember', ofTenant('a'))).toBe('nothing')
    expect(await say('remember', ofTenant('b'))).toBe('nothing')
    expect(await say('remember', ofTenant('a'))).toBe('a')
    expect(await say('remember', ofTenant('b'))).toBe('b')
  })

  it('a result in the cache', async () => {
    const { say } = serverWith([cache({ ttlMs: 60_000 })])
    expect(await say('count', ofTenant('a'))).toBe('1')
    expect(await say('count', ofTenant('b'))).toBe('2')
    expect(await say('count', ofTenant('a'))).toBe('1')
  })

  it('a record of the audit trail names whose it is, refusals too', async () => {
    const records: Readonly<Record<string, unknown>>[] = []
    const limit = rateLimit({ limit: 1, per: '1h' })
    const trail = auditTrail({
      sink: { write: async entries => void records.push(...entries.map(({ record }) => record)) },
    })
    const { server, say } = serverWith([trail, limit])
    trail.watch(server.runtime.events)
    for (const tenant of ['a', 'a', 'b']) await say('count', ofTenant(tenant))
    await trail.close()
    expect(records.map(({ type, tenant }) => [type, tenant])).toEqual([
      ['call.end', 'a'],
      ['limit.refused', 'a'],
      ['call.end', 'a'],
      ['call.end', 'b'],
    ])
  })
})

describe('a tenant at its limit does not slow another', () => {
  it('of rate', async () => {
    const limit = rateLimit({ limit: 2, per: '1h', key: ctx => ctx.principal?.tenant, clock: fakeClock() })
    const { call } = serverWith([limit])
    const kindOf = async (principal: Principal) => (await call('count', principal)).kind
    expect(await kindOf(ofTenant('a', 'ada'))).toBe('result')
    expect(await kindOf(ofTenant('a', 'eve'))).toBe('result')
    expect(await kindOf(ofTenant('a', 'joe'))).toBe('refused')
    expect(await kindOf(ofTenant('b'))).toBe('result')
  })

  it('of calls at once', async () => {
    const limit = concurrencyLimit({ concurrency: 1, queue: 1, key: ctx => ctx.principal?.tenant })
    const { call, ends } = serverWith([limit])
    const [first, second] = [call('slow', ofTenant('a')), call('slow', ofTenant('a'))]
    expect(await call('slow', ofTenant('a'))).toMatchObject({
      result: { failure: { code: 'RESOURCE_EXHAUSTED' } },
    })
    const other = call('slow', ofTenant('b'))
    await expect.poll(() => ends.length).toBe(2)
    expect(limit.usage()).toMatchObject([{ name: 'slow', active: 2, waiting: 1, peak: 2 }])
    ends.pop()?.()
    expect(textOf(await other)).toBe('done')
    ends.pop()?.()
    await first
    await expect.poll(() => ends.length).toBe(1)
    ends.pop()?.()
    expect(textOf(await second)).toBe('done')
    await expect.poll(() => limit.usage()[0]?.active).toBe(0)
  })

  it('of values kept: its own go first', async () => {
    const evicted: string[] = []
    const store = memoryStore({ maxEntries: 4, clock: fakeClock(), onEvict: key => evicted.push(key) })
    const { say } = serverWith([], store)
    await say('remember', ofTenant('b'))
    for (const id of ['p', 'q', 'r', 's', 't', 'u']) await say('remember', ofTenant('a', id))
    expect(await say('remember', ofTenant('b'))).toBe('b')
    expect(evicted.length).toBe(3)
    expect(await say('remember', ofTenant('a', 'u'))).toBe('a')
    expect(await say('remember', ofTenant('a', 'p'))).toBe('nothing')
  })

  it('in the recommended stack, where it is told so', async () => {
    const env = {
      MCP_RATE_LIMIT_REQUESTS: '2',
      MCP_RATE_LIMIT_PER_SEC: '3600',
      MCP_RATE_LIMIT_BURST: '2',
      MCP_CONCURRENCY_PER_TOOL: '1',
      MCP_CONCURRENCY_QUEUE: '0',
    }
    const { config } = loadConfig({ env, dotenv: false })
    const { rateLimit, concurrencyLimit } = productionParts(config, { perTenant: true })
    const { call, ends } = serverWith([rateLimit, concurrencyLimit])
    const running = [call('slow', ofTenant('a')), call('slow', ofTenant('b'))]
    await expect.poll(() => ends.length).toBe(2)
    expect(await call('slow', ofTenant('a', 'eve'))).toMatchObject({
      result: { failure: { code: 'RESOURCE_EXHAUSTED' } },
    })
    expect((await call('slow', ofTenant('a', 'joe'))).kind).toBe('refused')
    for (const end of ends) end()
    expect((await Promise.all(running)).map(textOf)).toEqual(['done', 'done'])
  })
})
