import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { introspection } from './introspection.ts'
import type { IntrospectionOptions } from './introspection-options.ts'

const AUDIENCE = 'https://mcp.example.com/mcp'
const ISSUER = 'https://login.example.com'
const base = { url: `${ISSUER}/introspect`, clientId: 'mcp server', clientSecret: 's3cret:&%' }

/** An endpoint whose answers can be changed, and that remembers what it was asked. */
const endpoint = (initial: unknown, options: Partial<IntrospectionOptions> = {}) => {
  const clock = fakeClock()
  const state = { answer: initial }
  const asked: { readonly url: string; readonly init: RequestInit; readonly token: string }[] = []
  const verify = introspection({
    ...base,
    audience: AUDIENCE,
    clock,
    fetch: async (url, init) => {
      asked.push({ url, init, token: String(new URLSearchParams(String(init.body)).get('token')) })
      await Promise.resolve()
      return state.answer instanceof Response ? state.answer.clone() : Response.json(state.answer)
    },
    ...options,
  })
  return { state, asked, clock, present: async (token = 'opaque-1') => verify(`Bearer ${token}`) }
}

const end = fakeClock().now() / 1_000 + 300
const alice = { active: true, sub: 'alice', aud: AUDIENCE, iss: ISSUER, exp: end, scope: 'scan:read' }

describe('a token that its authorization server says is active', () => {
  it('says who calls', async () => {
    expect(await endpoint(alice).present()).toEqual({
      principal: { id: `${ISSUER}#alice`, scopes: ['scan:read'], claims: alice },
    })
  })

  it('is asked about as RFC 7662 wants it', async () => {
    const { asked, present } = endpoint(alice)
    await present('a+b/c=')
    expect(String(asked[0]?.init.body)).toBe('token=a%2Bb%2Fc%3D&token_type_hint=access_token')
    const [{ url, init, token } = { url: '', init: {}, token: '' }] = asked
    expect([url, init.method, init.redirect, token]).toEqual([base.url, 'POST', 'manual', 'a+b/c='])
    const authorization = new Headers(init.headers).get('authorization')?.replace('Basic ', '') ?? ''
    expect(Buffer.from(authorization, 'base64').toString()).toBe('mcp+server:s3cret%3A%26%25')
    expect(url).not.toContain('a+b')
  })

  it.each<[string, object, string]>([
    ['one of several audiences', { aud: ['x', AUDIENCE] }, `${ISSUER}#alice`],
    ['no end', { exp: undefined }, `${ISSUER}#alice`],
    ['no issuer', { iss: undefined }, `${ISSUER}/introspect#alice`],
    [
      'a client that acts for itself',
      { sub: undefined, client_id: 'a b#c' },
      `${ISSUER}?client_id=a%20b%23c`,
    ],
  ])('is accepted: %s', async (_, claims, id) => {
    expect(await endpoint({ ...alice, ...claims }).present()).toMatchObject({ principal: { id } })
  })

  it.each<[string, object, string]>([
    ['not active', { active: false }, 'not active'],
    ['nearly active', { active: 'true' }, 'not active'],
    ['for somebody else', { aud: 'https://other.example.com' }, 'aud'],
    ['for nobody', { aud: undefined }, 'aud'],
    ['of another issuer', { iss: 'https://evil.example.com' }, 'iss'],
    ['at its end', { exp: fakeClock().now() / 1_000 }, 'expired'],
    ['bound to a key', { cnf: { 'x5t#S256': 'x' } }, 'bound'],
    ['of nobody', { sub: undefined }, 'names nobody'],
    ['of something that is no text', { sub: 7 }, 'names nobody'],
  ])('is wrong: %s', async (_, claims, reason) => {
    const { present } = endpoint({ ...alice, ...claims }, { issuer: ISSUER })
    expect(await present()).toEqual({ fault: 'wrong', reason: expect.stringContaining(reason) })
  })

  it('may be for anybody where no audience is asked for', async () => {
    const { aud: _, ...claims } = alice
    const verify = introspection({ ...base, fetch: async () => Response.json({ ...claims, exp: undefined }) })
    expect(await verify('Bearer opaque-1')).toHaveProperty('principal')
  })
})

describe('answers', () => {
  it('are shared by requests that come at once', async () => {
    const { asked, present, clock } = endpoint(alice)
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => present()))
    expect(new Set(verdicts).size).toBe(1)
    expect(clock.pending).toBe(0)
    expect(asked).toHaveLength(1)
  })

  it('are believed for 30 seconds, and then asked for again', async () => {
    const { asked, present, clock, state } = endpoint(alice)
    await present()
    state.answer = { active: false }
    clock.advance(29_999)
    expect(await present()).toHaveProperty('principal')
    clock.advance(1)
    expect(await present()).toMatchObject({ fault: 'wrong' })
    expect(asked).toHaveLength(2)
  })

  it('are never believed beyond the end of the token', async () => {
    const { present, clock } = endpoint({ ...alice, exp: end - 290 })
    expect(await present()).toHaveProperty('principal')
    clock.advance(9_999)
    expect(await present()).toHaveProperty('principal')
    clock.advance(1)
    expect(await present()).toMatchObject({ fault: 'wrong', reason: 'it has expired' })
  })

  it('that are bad are remembered for 10 seconds', async () => {
    const { asked, present, clock, state } = endpoint({ active: false })
    for (let i = 0; i < 5; i++) await present()
    expect(asked).toHaveLength(1)
    state.answer = alice
    clock.advance(10_000)
    expect(await present()).toHaveProperty('principal')
  })

  it('are not remembered where the options say so', async () => {
    const { asked, present } = endpoint(alice, { cacheMs: 0 })
    await present()
    await present()
    expect(asked).toHaveLength(2)
  })

  it('are bounded, the longest unused goes first, and bad ones drive out no good one', async () => {
    const { asked, present, state } = endpoint(alice, { maxEntries: 3 })
    for (const token of ['a', 'b', 'c', 'a', 'd']) await present(token)
    expect(asked.map(({ token }) => token)).toEqual(['a', 'b', 'c', 'd'])
    state.answer = { active: false }
    for (let i = 0; i < 10; i++) await present(`made-up-${i}`)
    asked.length = 0
    for (const token of ['a', 'c', 'd']) expect(await present(token)).toHaveProperty('principal')
    expect(asked).toHaveLength(0)
    expect(await present('b')).toMatchObject({ fault: 'wrong' })
  })
})

describe('an endpoint that fails makes tokens uncheckable, not wrong', () => {
  it.each<[string, unknown, string]>([
    ['an error', new Response('', { status: 500 }), 'answers with 500'],
    ['this server is not known there', new Response('', { status: 401 }), 'answers with 401'],
    ['a redirect', new Response('', { status: 307, headers: { location: 'https://evil' } }), '307'],
    ['a page', new Response('<html>'), 'no JSON'],
    ['a list', [alice], 'no object'],
    ['nothing', null, 'no object'],
    ['a text', 'active', 'no object'],
    ['an end that is no number', { ...alice, exp: 'tomorrow' }, 'no time'],
    ['an end without end', new Response('{"active":true,"exp":1e999}'), 'no time'],
  ])('%s', async (_, answer, reason) => {
    const { present } = endpoint(answer)
    expect(await present()).toEqual({
      fault: 'unavailable',
      retryAfterMs: 1_000,
      reason: expect.stringContaining(reason),
    })
  })

  it('and is asked again by the next request', async () => {
    const { present, state, asked } = endpoint(new Response('', { status: 500 }))
    await present()
    state.answer = alice
    expect(await present()).toHaveProperty('principal')
    expect(asked).toHaveLength(2)
  })

  it('after the time that it has', async () => {
    const clock = fakeClock()
    const verify = introspection({
      ...base,
      clock,
      fetch: (_url, { signal }) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    })
    const verdict = verify('Bearer opaque-1')
    clock.advance(5_000)
    expect(await verdict).toMatchObject({
      fault: 'unavailable',
      reason: expect.stringContaining('does not answer'),
    })
    expect(clock.pending).toBe(0)
  })
})

describe('options that make no sense are refused', () => {
  it.each<[string, Partial<IntrospectionOptions>, string]>([
    ['no client', { clientId: '' }, 'clientId'],
    ['no secret', { clientSecret: '' }, 'clientSecret'],
    ['an empty audience', { audience: [] }, 'audience'],
    ['an audience of nothing', { audience: '' }, 'audience'],
    ['plain http', { url: 'http://login.example.com/introspect' }, 'https://'],
    ['a negative time', { cacheMs: -1 }, '-1'],
    ['a time that is none', { negativeCacheMs: Number.NaN }, 'NaN'],
    ['no time', { timeoutMs: 0 }, 'timeoutMs'],
    ['no room', { maxEntries: 0 }, 'maxEntries'],
  ])('%s', (_, options, message) => {
    const make = () => introspection({ ...base, ...options })
    expect(make).toThrow(TypeError)
    expect(make).toThrow(message)
    expect(make).not.toThrow('s3cret')
  })
})

it('whatever is presented and answered, it never throws, and never tells of a token', async () => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[\w.~+/-]{12,60}$/), fc.jsonValue(), async (token, answer) => {
      const verdict = await endpoint(answer).present(token)
      expect(verdict).toHaveProperty('fault')
      expect(JSON.stringify(verdict)).not.toContain(token)
    }),
  )
})
