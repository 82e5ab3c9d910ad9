import { describe, expect, it } from 'vitest'
import type { Caller } from '../context/caller.ts'
import type { Outcome } from '../define/outcome.ts'
import { Plinth } from '../plinth.ts'
import { answer, asked, call, serverOf, yes } from '../testing/asking.fixtures.ts'
import { connect } from '../testing/connect.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { callTool, SCOPES, scopedServer, visitAll } from '../testing/scopes.fixtures.ts'
import { type RateLimitOptions, rateLimit } from './rate-limit.ts'
import type { BucketLimit, Taken } from './token-bucket.ts'

const isRefused = (outcome: Outcome): boolean =>
  outcome.kind === 'refused' && outcome.refusal.reason === 'rate_limited'

const setUp = (options: RateLimitOptions) => {
  const clock = fakeClock()
  const server = new Plinth({ name: 'test' }).use(rateLimit({ clock, ...options }))
  server.tool('one', {}, () => 'done')
  server.tool('two', {}, () => 'done')
  const ask = (caller: Partial<Caller> = {}, name = 'one') =>
    dispatch(server.runtime, { method: 'tools/call', params: { name } }, caller)
  const count = async (times: number, caller?: Partial<Caller>, name?: string) => {
    let allowed = 0
    for (let n = 0; n < times; n++) if (!isRefused(await ask(caller, name))) allowed += 1
    return allowed
  }
  return { clock, server, ask, count }
}

const principal = (id: string, tenant?: string): Partial<Caller> => ({
  principal: { id, scopes: [], ...(tenant ? { tenant } : {}) },
})
const from = (address: string): Partial<Caller> => ({ transport: 'http', address })

describe('10 in 60 s', () => {
  it('refuses the 11th call, and says why and when to come again', async () => {
    const { clock, ask, count } = setUp({ limit: 10, per: 60_000 })
    expect(await count(10)).toBe(10)
    clock.advance(1_000)
    expect(await ask()).toEqual({
      kind: 'refused',
      refusal: {
        reason: 'rate_limited',
        code: 'RATE_LIMITED',
        message: 'Too many requests for one: the sustained limit is 10 per 60 s',
        suggestion: 'Try again in 5 s',
        retryAfterMs: 5_000,
        data: { limit: 'sustained' },
      },
    })
    clock.advance(5_000)
    expect(await count(2)).toBe(1)
  })
})

describe('60 per minute with a burst of 10', () => {
  it('refuses the 11th at once, and all but one a second once 60 are used up', async () => {
    const { clock, ask, count } = setUp({ limit: 60, per: '1m', burst: 10 })
    expect(await count(12)).toBe(10)
    expect(await ask()).toMatchObject({
      refusal: { message: expect.stringContaining('burst limit is 10 at once'), retryAfterMs: 100 },
    })
    let allowed = 10
    for (let second = 1; second < 7; second++) {
      clock.advance(1_000)
      allowed += await count(10)
    }
    expect(allowed).toBe(66)
    expect(await ask()).toMatchObject({
      refusal: { message: expect.stringContaining('sustained limit is 60 per 1m'), retryAfterMs: 1_000 },
    })
  })

  it('gives a client that comes once a second all that it asks for', async () => {
    const { clock, count } = setUp({ limit: 60, per: '1m', burst: 10 })
    for (let second = 0; second < 300; second++) {
      expect(await count(1)).toBe(1)
      clock.advance(1_000)
    }
  })
})

it('10 per second with a burst of 20: 20 at once, then 10 in each second', async () => {
  const { clock, ask, count } = setUp({ limit: 10, per: '1s', burst: 20 })
  expect(await count(25)).toBe(20)
  expect(await ask()).toMatchObject({ refusal: { data: { limit: 'burst' } } })
  for (let second = 0; second < 3; second++) {
    clock.advance(1_000)
    expect(await count(15)).toBe(10)
    expect(await ask()).toMatchObject({ refusal: { data: { limit: 'sustained' } } })
  }
})

describe('who is counted', () => {
  it.each<[string, Partial<Caller>, Partial<Caller>, boolean]>([
    ['everybody without an address', {}, { transport: 'stdio' }, true],
    ['a principal from two addresses', { ...principal('a'), ...from('192.0.2.1') }, principal('a'), true],
    ['two principals', principal('a'), principal('b'), false],
    ['two tenants', principal('a', 'x'), principal('a', 'y'), false],
    ['a principal and no tenant', principal('a', 'x'), principal('a'), false],
    ['names that only look joined', principal('b', 'a'), principal('a","b'), false],
    ['a principal named as an address', principal('192.0.2.1'), from('192.0.2.1'), false],
    ['two addresses', from('192.0.2.1'), from('192.0.2.2'), false],
    ['an address, mapped into IPv6', from('192.0.2.1'), from('::ffff:192.0.2.1'), true],
    ['a /64 network', from('2001:db8::1'), from('2001:db8:0:0:ffff::1'), true],
    ['two /64 networks', from('2001:db8::1'), from('2001:db8:0:1::1'), false],
    ['two zones', from('fe80::1%eth0'), from('fe80::2%eth1'), true],
  ])('%s', async (_, first, second, together) => {
    const { count } = setUp({ limit: 1, per: '1m' })
    expect(await count(1, first)).toBe(1)
    expect(await count(1, second)).toBe(together ? 0 : 1)
  })

  it('is what the key says, where it says something', async () => {
    const { count } = setUp({ limit: 1, per: '1m', key: ctx => ctx.principal?.tenant })
    expect(await count(1, principal('a', 'x'))).toBe(1)
    expect(await count(1, principal('b', 'x'))).toBe(0)
    expect(await count(1, principal('a'))).toBe(1)
    expect(await count(1, principal('b'))).toBe(1)
  })

  it('is the rotating address only up to maxClients', async () => {
    const { count } = setUp({ limit: 1, per: '1m', maxClients: 100 })
    let allowed = 0
    for (let n = 0; n < 5_000; n++) allowed += await count(1, from(`10.0.${n >> 8}.${n & 255}`))
    expect(allowed).toBe(101)
  })
})

it('counts each component by itself, and all that does not exist together', async () => {
  const { count } = setUp({ limit: 2, per: '1m' })
  expect([await count(3), await count(3, {}, 'two')]).toEqual([2, 2])
  expect([await count(1, {}, 'no 1'), await count(1, {}, 'no 2'), await count(1, {}, 'no 3')]).toEqual([
    1, 1, 0,
  ])
})

it.each(SCOPES)('limits what it should at a $scope', async ({ scope, sees }) => {
  const server = scopedServer(scope, rateLimit({ limit: 1, per: '1m', clock: fakeClock() }))
  await visitAll(server)
  const second = await visitAll(server)
  const all = ['tool:own', 'tool:mod_inner', 'template:memo://{id}', 'method:tools/list']
  expect(all.filter((_, index) => isRefused(second[index] as Outcome))).toEqual(sees)
})

it('counts a request once where it is met twice', async () => {
  const limited = rateLimit({ limit: 2, per: '1m', clock: fakeClock() })
  const server = scopedServer('tool', limited).use(limited)
  await callTool(server, 'own')
  expect(isRefused(await callTool(server, 'own'))).toBe(false)
  expect(isRefused(await callTool(server, 'own'))).toBe(true)
})

describe('questions', () => {
  const limited = (limit: number) => serverOf(yes).use(rateLimit({ limit, per: '1m', clock: fakeClock() }))

  it('cost one token for the call, with all its rounds', async () => {
    const server = limited(1)
    const question = asked(await call(server))
    expect(await answer(server, question, { yes: true })).toMatchObject({ kind: 'result' })
    expect(isRefused(await call(server))).toBe(true)
  })

  it('cost a token when the same answer is sent again', async () => {
    const server = limited(3)
    const question = asked(await call(server))
    const outcomes: Outcome[] = []
    for (let n = 0; n < 4; n++) outcomes.push(await answer(server, question, { yes: true }))
    expect(outcomes.map(isRefused)).toEqual([false, false, false, true])
  })

  it('are not answered for nothing by another caller, or with a made-up state', async () => {
    const server = limited(1)
    const question = asked(await call(server, {}, principal('a')))
    await call(server, {}, principal('b'))
    expect(isRefused(await answer(server, question, { yes: true }, principal('b')))).toBe(true)
    expect(isRefused(await call(server, { requestState: 'made up' }, principal('a')))).toBe(true)
    expect(isRefused(await answer(server, question, { yes: true }, principal('a')))).toBe(false)
  })

  it.each(['modern', 'legacy'] as const)('cost one token over MCP too (%s)', async era => {
    const { client, close } = await connect(limited(1), {
      era,
      capabilities: { elicitation: { form: {} } },
      prepare: own =>
        own.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { yes: true } })),
    })
    expect(await client.callTool({ name: 'ask', arguments: {} })).toMatchObject({
      content: [{ type: 'text', text: 'yes: true' }],
    })
    await expect(client.callTool({ name: 'ask', arguments: {} })).rejects.toMatchObject({
      code: -31_429,
      message: expect.stringContaining('Too many requests for ask'),
      data: {
        code: 'RATE_LIMITED',
        limit: 'sustained',
        retryAfterMs: 60_000,
        suggestion: 'Try again in 60 s',
      },
    })
    await close()
  })
})

it('keeps tokens where it is told to', async () => {
  const seen: [string, readonly BucketLimit[]][] = []
  const take = async (key: string, limits: readonly BucketLimit[]): Promise<Taken> => {
    seen.push([key, limits])
    return seen.length < 2 ? { allowed: true } : { allowed: false, limit: 'burst', retryAfterMs: 7 }
  }
  const { ask, count } = setUp({ limit: 120, per: '1m', burst: 5, buckets: { take } })
  expect(await count(1, principal('a'))).toBe(1)
  expect(await ask()).toMatchObject({ refusal: { retryAfterMs: 7, data: { limit: 'burst' } } })
  expect(seen[0]).toEqual([
    '["tool","one","principal",null,"a"]',
    [
      { name: 'burst', capacity: 5, refillMs: 200 },
      { name: 'sustained', capacity: 120, refillMs: 500 },
    ],
  ])
})

it.each([
  [{ limit: 0, per: '1m' }, /limit.*0/],
  [{ limit: 1, per: 0 }, /per.*0/],
  [{ limit: 1, per: '1s', burst: 0.5 }, /burst.*0\.5/],
  [{ limit: 1, per: '1s', maxClients: 0 }, /maxClients.*0/],
] as const)('refuses %o by name', (options, message) => {
  expect(() => rateLimit(options)).toThrow(message)
})
