import { createHmac, createPublicKey } from 'node:crypto'
import fc from 'fast-check'
import { CompactEncrypt, CompactSign, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { jwt } from './jwt.ts'
import { claimsAt, expected, issuer } from './tokens.fixtures.ts'

const clock = fakeClock()
const login = await issuer()
const stranger = await issuer()
const good = await login.sign(claimsAt(clock.now()))
const verify = jwt({ ...expected, jwks: login.jwks, clock })

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const [, payload, signature] = good.split('.') as [string, string, string]
const spki = createPublicKey({ key: login.jwk as never, format: 'jwk' }).export({
  type: 'spki',
  format: 'pem',
})

/** Signed with the public key as if that were a secret (RFC 8725, section 2.1). */
const confused = () => {
  const head = `${encode({ alg: 'HS256', kid: 'k1', typ: 'at+jwt' })}.${payload}`
  return `${head}.${createHmac('sha256', spki).update(head).digest('base64url')}`
}

const encrypted = async () => {
  const { publicKey } = await generateKeyPair('RSA-OAEP-256')
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(claimsAt(clock.now()))))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
    .encrypt(publicKey)
}

const withOwnKey = () =>
  new SignJWT(claimsAt(clock.now()))
    .setProtectedHeader({ alg: 'ES256', jwk: stranger.jwk })
    .sign(stranger.privateKey)

const HOSTILE: Record<string, string | Promise<string>> = {
  'no signature (none)': new UnsecuredJWT(claimsAt(clock.now())).encode(),
  'none in other letters': `${encode({ alg: 'nOnE', kid: 'k1' })}.${payload}.`,
  'a good signature said to be none': `${encode({ alg: 'none' })}.${payload}.${signature}`,
  'the public key as a shared secret': confused(),
  'the key of a stranger with the right name': stranger.sign(claimsAt(clock.now())),
  'a key that is not there': login.sign(claimsAt(clock.now()), { kid: 'k2' }),
  'a key of its own in the header': withOwnKey(),
  'keys of its own at an address': stranger.sign(claimsAt(clock.now()), { jku: 'https://evil.example.com' }),
  'another payload': good.replace(payload, encode(claimsAt(clock.now(), { sub: 'root' }))),
  'a payload that is no object': new CompactSign(new TextEncoder().encode('[]'))
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .sign(login.privateKey),
  'an extension that must be understood': `${encode({ alg: 'ES256', kid: 'k1', crit: ['x'], x: 1 })}.${payload}.${signature}`,
  'a payload that is not encoded': `${encode({ alg: 'ES256', kid: 'k1', b64: false, crit: ['b64'] })}.${payload}.${signature}`,
  'an encrypted token': encrypted(),
  'a truncated signature': good.slice(0, -4),
  'half of it': good.slice(0, good.length / 2),
  'no signature at all': good.slice(0, good.lastIndexOf('.') + 1),
  'two parts': good.slice(0, good.lastIndexOf('.')),
  'six parts': `${good}.${good}`,
  'a header that is no JSON': `bm90IGpzb24.${payload}.${signature}`,
  'a header that is null': `${encode(null)}.${payload}.${signature}`,
  'a deep header': `${Buffer.from(`${'['.repeat(4_000)}`).toString('base64url')}.${payload}.${signature}`,
  'a huge one': `${good}${'A'.repeat(20_000)}`,
  padding: `${good}==`,
}

describe('tokens that somebody made up are wrong, and nothing breaks', () => {
  it.each(Object.keys(HOSTILE))('%s', async name => {
    const token = await HOSTILE[name]
    expect(await verify(`Bearer ${token}`)).toMatchObject({ fault: 'wrong' })
  })

  it('but the one that they were made of is right', async () => {
    expect(await verify(`Bearer ${good}`)).toHaveProperty('principal')
  })
})

const parts = fc.array(
  fc.oneof(
    fc.base64String().map(text => text.replace(/[=+/]/g, '')),
    fc.json().map(json => Buffer.from(json).toString('base64url')),
    fc.constantFrom(...good.split('.')),
    fc
      .record({
        alg: fc.constantFrom('ES256', 'none', 'HS256', 'RS256', 'dir', ''),
        kid: fc.constantFrom('k1', 'k2'),
      })
      .map(encode),
  ),
  { maxLength: 6 },
)

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes).toString('latin1')),
  parts.map(each => `Bearer ${each.join('.')}`),
  fc.nat(good.length - 1).map(at => `Bearer ${good.slice(0, at)}`),
  fc
    .tuple(fc.nat(good.length - 1), fc.constantFrom('A', 'z', '.', '_'))
    .filter(([at, letter]) => good[at] !== letter && at < good.length - 2)
    .map(([at, letter]) => `Bearer ${good.slice(0, at)}${letter}${good.slice(at + 1)}`),
)

it('whatever is sent, it lets nobody in, says so, and never throws', async () => {
  await fc.assert(
    fc.asyncProperty(
      anything.filter(text => text !== `Bearer ${good}`),
      async text => {
        const verdict = await verify(text)
        expect(verdict).toMatchObject({ fault: 'wrong', reason: expect.any(String) })
        expect(JSON.stringify(verdict).length).toBeLessThan(200)
      },
    ),
    { numRuns: 400 },
  )
})
