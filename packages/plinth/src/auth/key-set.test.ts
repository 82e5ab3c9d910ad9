import { afterEach, describe, expect, it, vi } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { jwt } from './jwt.ts'
import type { JwtOptions } from './jwt-options.ts'
import { claimsAt, expected, issuer } from './tokens.fixtures.ts'

const URL_OF_KEYS = 'https://login.example.com/jwks'
const login = await issuer('k1')
const next = await issuer('k2')

/** An address of keys that can be changed, can fail, and counts how often it was asked. */
const address = (initial: () => Response | Promise<Response>, options: Partial<JwtOptions> = {}) => {
  const clock = fakeClock(Date.now())
  const state = { answer: initial, asked: 0 }
  const verify = jwt({
    ...expected,
    jwksUrl: URL_OF_KEYS,
    clock,
    fetch: async (_url, init) => {
      state.asked++
      init.signal?.throwIfAborted()
      return state.answer()
    },
    ...options,
  })
  const present = async (from: typeof login) => verify(`Bearer ${await from.sign(claimsAt(clock.now()))}`)
  return { state, present, clock, verify }
}

afterEach(() => void vi.useRealTimers())

const keys = (...jwks: object[]) => Response.json({ keys: jwks })

describe('keys at an address', () => {
  it('are fetched once for many tokens, also for those that come at once', async () => {
    const { state, present } = address(() => keys(login.jwk))
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => present(login)))
    expect(verdicts.every(verdict => 'principal' in verdict)).toBe(true)
    await present(login)
    expect(state.asked).toBe(1)
  })

  it('are not fetched for what is no signed token', async () => {
    const { state, verify } = address(() => keys(login.jwk))
    for (const token of ['opaque', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.'])
      expect(await verify(`Bearer ${token}`)).toMatchObject({ fault: 'wrong' })
    expect(state.asked).toBe(0)
  })

  it('are fetched anew for a key that is not known, but not before the cooldown has passed', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { state, present } = address(() => keys(login.jwk))
    await present(login)
    state.answer = () => keys(login.jwk, next.jwk)
    expect(await present(next)).toMatchObject({ fault: 'wrong', reason: 'ERR_JWKS_NO_MATCHING_KEY' })
    expect(state.asked).toBe(1)
    vi.setSystemTime(Date.now() + 30_001)
    expect(await present(next)).toHaveProperty('principal')
    expect(state.asked).toBe(2)
  })

  it('are forgotten after a while, so that a key that was withdrawn ends', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { state, present } = address(() => keys(login.jwk))
    await present(login)
    state.answer = () => keys(next.jwk)
    expect(await present(login)).toHaveProperty('principal')
    vi.setSystemTime(Date.now() + 600_001)
    expect(await present(login)).toMatchObject({ fault: 'wrong' })
  })

  it('that have no names are all tried', async () => {
    const [a, b] = [await issuer(undefined), await issuer(undefined)]
    const { present } = address(() => keys(a.jwk, b.jwk))
    expect(await present(a)).toHaveProperty('principal')
    expect(await present(b)).toHaveProperty('principal')
    expect(await present(await issuer(undefined))).toMatchObject({ fault: 'wrong' })
  })
})

describe('an address that fails makes tokens uncheckable, not wrong', () => {
  it.each<[string, () => Response | Promise<Response>, string]>([
    ['nobody answers', () => Promise.reject(new TypeError('fetch failed')), 'does not answer'],
    [
      'nobody listens',
      () => {
        const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
        return Promise.reject(new TypeError('fetch failed', { cause }))
      },
      'does not answer (ECONNREFUSED)',
    ],
    ['an error', () => new Response('', { status: 503 }), 'answers with 503'],
    ['a redirect', () => new Response('', { status: 302, headers: { location: 'https://evil' } }), '302'],
    ['a page', () => new Response('<html>'), 'no JSON'],
    ['something else', () => Response.json({ issuer: 'x' }), 'no key set'],
    ['nothing', () => Response.json(null), 'no key set'],
    ['no end', () => new Response('x'.repeat(2 * 1024 * 1024)), 'more than 1048576 bytes'],
    ['keys that are none', () => keys({ kty: 'EC', kid: 'k1', alg: 'ES256', crv: 'P-256' }), ''],
    ['a private key', async () => keys({ ...login.jwk, d: 'AAAA' }), ''],
  ])('%s', async (_, answer, reason) => {
    const { present } = address(answer)
    expect(await present(login)).toEqual({
      fault: 'unavailable',
      retryAfterMs: 5_000,
      reason: expect.stringContaining(reason),
    })
  })

  it('too slow', async () => {
    const { present } = address(() => keys(login.jwk), {
      timeoutMs: 20,
      fetch: (_url, { signal }) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    })
    expect(await present(login)).toMatchObject({ fault: 'unavailable' })
  })

  it('it is left alone for five seconds, whoever calls, and then asked again', async () => {
    const { state, present, clock } = address(() => new Response('', { status: 500 }))
    for (let i = 0; i < 50; i++) await present(login)
    expect(state.asked).toBe(1)
    state.answer = () => keys(login.jwk)
    clock.advance(4_999)
    expect(await present(login)).toMatchObject({
      fault: 'unavailable',
      reason: expect.stringContaining('moment'),
    })
    clock.advance(1)
    expect(await present(login)).toHaveProperty('principal')
  })
})
