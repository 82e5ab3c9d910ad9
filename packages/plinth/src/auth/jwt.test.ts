import { describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { jwt } from './jwt.ts'
import type { JwtOptions } from './jwt-options.ts'
import { AUDIENCE, claimsAt, expected, ISSUER, issuer, type LooseClaims } from './tokens.fixtures.ts'

const SECOND = 1_000
const login = await issuer()
const clock = fakeClock()
const now = () => Math.floor(clock.now() / SECOND)
const verify = jwt({ ...expected, jwks: login.jwks, clock })

const judged = async (claims: LooseClaims, options: Partial<JwtOptions> = {}) => {
  const own = jwt({ ...expected, jwks: login.jwks, clock, ...options })
  return own(`Bearer ${await login.sign(claimsAt(clock.now(), claims))}`)
}

describe('a signed token', () => {
  it('says who calls, of which issuer, and what they may do', async () => {
    expect(await judged({ roles: ['admin'] })).toEqual({
      principal: {
        id: `${ISSUER}#alice`,
        scopes: ['scan:read', 'scan:run'],
        roles: ['admin'],
        claims: claimsAt(clock.now(), { roles: ['admin'] }),
      },
    })
  })

  it.each<[string, LooseClaims]>([
    ['one of several audiences', { aud: ['https://other.example.com', AUDIENCE] }],
    ['expired within the tolerance', { exp: now() - 59 }],
    ['not yet valid, within the tolerance', { nbf: now() + 60 }],
    ['a time with a fraction', { exp: now() + 0.5 }],
  ])('is accepted: %s', async (_, claims) => {
    expect(await judged(claims)).toHaveProperty('principal.id')
  })

  it.each<[string, LooseClaims, string]>([
    ['another issuer', { iss: 'https://evil.example.com' }, 'iss'],
    ['an issuer that only begins like it', { iss: `${ISSUER}.evil.com` }, 'iss'],
    ['several issuers', { iss: [ISSUER] }, 'iss'],
    ['no issuer', { iss: undefined }, 'iss'],
    ['another audience', { aud: 'https://other.example.com/mcp' }, 'aud'],
    ['an audience that only begins like it', { aud: `${AUDIENCE}/other` }, 'aud'],
    ['no audience', { aud: undefined }, 'aud'],
    ['an audience that is no text', { aud: { [AUDIENCE]: true } }, 'aud'],
    ['expired beyond the tolerance', { exp: now() - 60 }, 'ERR_JWT_EXPIRED'],
    ['no end', { exp: undefined }, 'exp'],
    ['an end that is no number', { exp: `${now() + 300}` }, 'exp'],
    ['not yet valid', { nbf: now() + 61 }, 'nbf'],
    ['no subject', { sub: undefined }, 'sub'],
    ['no subject, but a client', { sub: undefined, client_id: 'x' }, 'sub'],
    ['an empty subject', { sub: '' }, 'names nobody'],
    ['an empty subject, but a client', { sub: '', client_id: 'x' }, 'names nobody'],
    ['a subject that is no text', { sub: 7 }, 'names nobody'],
    ['bound to a key', { cnf: { jkt: 'x' } }, 'bound to a key'],
  ])('is wrong: %s', async (_, claims, reason) => {
    expect(await judged(claims)).toEqual({ fault: 'wrong', reason: expect.stringContaining(reason) })
  })

  it('is wrong when it is signed in a way that the options do not name', async () => {
    expect(await judged({}, { algorithms: ['ES256', 'RS256'] })).toHaveProperty('principal')
    expect(await judged({}, { algorithms: ['RS256'] })).toEqual({
      fault: 'wrong',
      reason: 'ERR_JOSE_ALG_NOT_ALLOWED',
    })
  })

  it('goes out of date as time goes by', async () => {
    const authorization = `Bearer ${await login.sign(claimsAt(clock.now()))}`
    expect(await verify(authorization)).toHaveProperty('principal')
    clock.advance(359 * SECOND)
    expect(await verify(authorization)).toHaveProperty('principal')
    clock.advance(SECOND)
    expect(await verify(authorization)).toMatchObject({ fault: 'wrong' })
  })

  it.each<[number, boolean]>([
    [0, false],
    [9, false],
    [11, true],
  ])(
    'that expired 10 seconds ago is accepted with a tolerance of %d: %s',
    async (clockToleranceSec, accepted) => {
      expect('principal' in (await judged({ exp: now() - 10 }, { clockToleranceSec }))).toBe(accepted)
    },
  )

  it.each<[Readonly<Record<string, unknown>>, boolean, boolean]>([
    [{ typ: 'at+jwt' }, true, true],
    [{ typ: 'application/AT+JWT' }, true, true],
    [{ typ: 'JWT' }, true, false],
    [{ typ: undefined }, true, false],
    [{ typ: 'dpop+jwt' }, false, false],
    [{ typ: 'logout+jwt' }, false, false],
    [{ typ: 'secevent+jwt' }, false, false],
  ])('marked %j is accepted: %s, and where access tokens only are: %s', async (header, usually, strictly) => {
    const authorization = `Bearer ${await login.sign(claimsAt(clock.now()), header)}`
    const strict = jwt({ ...expected, jwks: login.jwks, clock, onlyAccessTokens: true })
    expect('principal' in (await verify(authorization))).toBe(usually)
    expect('principal' in (await strict(authorization))).toBe(strictly)
  })
})

describe('claims', () => {
  it.each<[LooseClaims, readonly string[]]>([
    [{ scope: 'a b' }, ['a', 'b']],
    [{ scope: '' }, []],
    [{ scope: undefined, scp: ['a', 'b'] }, ['a', 'b']],
    [{ scope: undefined, scp: 'a b' }, ['a', 'b']],
    [{ scope: undefined }, []],
    [{ scope: '* a' }, ['a']],
    [{ scope: undefined, scp: ['*', 7, null, '', 'a b', 'c'] }, ['c']],
    [{ scope: { a: true } }, []],
  ])('%j grant %j', async (claims, scopes) => {
    expect(await judged(claims)).toHaveProperty('principal.scopes', scopes)
  })

  it('are read as the options say', async () => {
    const options: Partial<JwtOptions> = {
      principalOf: ({ email }) => (typeof email === 'string' ? email : undefined),
      scopesOf: () => ['mapped', '*'],
      rolesOf: () => ['r'],
      tenantOf: ({ tid }) => String(tid),
    }
    expect(await judged({ email: 'a@b.c', tid: 't1' }, options)).toMatchObject({
      principal: { id: 'a@b.c', scopes: ['mapped'], roles: ['r'], tenant: 't1' },
    })
    expect(await judged({}, options)).toMatchObject({ fault: 'wrong', reason: 'it names nobody' })
  })

  it('that a mapping stumbles over let nobody in', async () => {
    const principalOf = () => {
      throw new Error('no such claim')
    }
    expect(await judged({}, { principalOf })).toMatchObject({ fault: 'unavailable', reason: 'no such claim' })
  })
})

describe('options that make no sense are refused', () => {
  const { jwks } = login
  it.each<[string, Partial<JwtOptions>, string]>([
    ['no keys', {}, 'either jwksUrl or jwks'],
    ['keys twice', { jwks, jwksUrl: 'https://login.example.com/jwks' }, 'either jwksUrl or jwks'],
    ['no issuer', { jwks, issuer: '' }, 'issuer'],
    ['no audience', { jwks, audience: '' }, 'audience'],
    ['an empty list of audiences', { jwks, audience: [] }, 'audience'],
    ['an audience that is empty', { jwks, audience: [''] }, 'audience'],
    ['no signature', { jwks, algorithms: ['none'] }, 'none'],
    ['a shared secret', { jwks, algorithms: ['ES256', 'HS256'] }, 'HS256'],
    ['no algorithm', { jwks, algorithms: [] }, 'nothing'],
    ['a negative tolerance', { jwks, clockToleranceSec: -1 }, '-1'],
    ['too much tolerance', { jwks, clockToleranceSec: 3600 }, '3600'],
    ['a tolerance that is no number', { jwks, clockToleranceSec: Number.NaN }, 'NaN'],
    ['a secret key', { jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } }, 'secret key'],
    ['a private key', { jwks: { keys: [{ ...login.jwk, d: 'cHJpdmF0ZQ' }] } }, 'secret key'],
    ['keys by plain http', { jwksUrl: 'http://login.example.com/jwks' }, 'https://'],
    ['keys of a file', { jwksUrl: 'file:///etc/passwd' }, 'https://'],
    ['an address with a password', { jwksUrl: 'https://a:hunter2@login.example.com' }, 'password'],
    ['an address with a user', { jwksUrl: 'https://hunter2@login.example.com' }, 'user'],
    ['an address that is none', { jwksUrl: 'login.example.com' }, 'no URL'],
  ])('%s', (_, options, message) => {
    const make = () => jwt({ ...expected, ...options })
    expect(make).toThrow(TypeError)
    expect(make).toThrow(message)
    expect(make).not.toThrow('hunter2')
  })

  it.each(['http://127.0.0.1:3000/jwks', 'http://[::1]/jwks', 'http://localhost/jwks'])(
    'but keys from this machine may come by http: %s',
    jwksUrl => expect(() => jwt({ ...expected, jwksUrl })).not.toThrow(),
  )

  it('and those of a network that is trusted', () => {
    expect(() => jwt({ ...expected, jwksUrl: 'http://keys.internal/', allowPlaintext: true })).not.toThrow()
  })
})
