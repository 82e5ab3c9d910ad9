import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import type { JwtOptions } from './jwt-options.ts'

export const ISSUER = 'https://login.example.com'
export const AUDIENCE = 'https://mcp.example.com/mcp'

/** Claims that may be of a wrong kind. */
export type LooseClaims = Readonly<Record<string, unknown>>

/** An issuer of tokens for tests: a key, its public half, and a hand that signs. */
export const issuer = async (kid: string | undefined = 'k1', alg = 'ES256') => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), alg, use: 'sig', ...(kid === undefined ? {} : { kid }) }
  return {
    jwk,
    privateKey,
    jwks: { keys: [jwk] },
    /** Signs claims as they are; `header` overrides the usual one. */
    sign: (claims: LooseClaims, header: Readonly<Record<string, unknown>> = {}) =>
      new SignJWT(claims as JWTPayload)
        .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }), typ: 'at+jwt', ...header })
        .sign(privateKey),
  }
}

/** Claims that are right at that time. */
export const claimsAt = (now: number, more: LooseClaims = {}): LooseClaims => ({
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'alice',
  iat: Math.floor(now / 1000),
  exp: Math.floor(now / 1000) + 300,
  scope: 'scan:read scan:run',
  ...more,
})

export const expected = { issuer: ISSUER, audience: AUDIENCE } satisfies Pick<
  JwtOptions,
  'issuer' | 'audience'
>
