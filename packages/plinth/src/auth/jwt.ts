import type { JWTVerifyGetKey, JWTVerifyOptions, JWTVerifyResult } from 'jose'
import { systemClock } from '../clock.ts'
import type { Verdict, VerifyCredential } from '../define/credential.ts'
import { bearer } from './bearer.ts'
import { isBound, listOf, principalFrom } from './claims.ts'
import { endpointUrl } from './endpoint.ts'
import { ASYMMETRIC, checkOptions, type JwtOptions } from './jwt-options.ts'
import { loadJose, localKeys, PAUSE_MS, remoteKeys } from './key-set.ts'

/** What is wrong with a token; everything else that is thrown is no fault of its bearer. */
const FAULTS_OF_TOKENS: ReadonlySet<string> = new Set([
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWS_INVALID',
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  'ERR_JWT_CLAIM_VALIDATION_FAILED',
  'ERR_JWT_EXPIRED',
  'ERR_JWT_INVALID',
])

/** Three parts in base64url, without padding (RFC 7515, section 7.1). */
const SIGNED = /^[\w-]+\.[\w-]+\.[\w-]+$/

const ACCESS_TOKEN = /^(application\/)?at\+jwt$/i
const JWT = /^(application\/)?jwt$/i

const wrong = (reason: string): Verdict => ({ fault: 'wrong', reason })

const field = (error: unknown, name: 'code' | 'claim'): string | undefined => {
  const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined
  return typeof value === 'string' ? value : undefined
}

const verdictOn = (error: unknown): Verdict => {
  const code = field(error, 'code')
  if (code !== undefined && FAULTS_OF_TOKENS.has(code)) {
    const claim = field(error, 'claim')
    return wrong(claim === undefined ? code : `${code} (${claim})`)
  }
  const reason = error instanceof Error ? error.message : String(error)
  return { fault: 'unavailable', retryAfterMs: PAUSE_MS, reason }
}

type FindKeys = () => Promise<JWTVerifyGetKey>

/** @throws TypeError when the address of the keys is none, or not safe */
const keysFor = (options: JwtOptions): FindKeys => {
  const { jwks, jwksUrl = '', allowPlaintext = false, clock = systemClock } = options
  if (jwks) return () => localKeys(jwks)
  const url = endpointUrl(jwksUrl, 'jwksUrl', allowPlaintext)
  return () =>
    remoteKeys({
      url,
      timeoutMs: options.timeoutMs ?? 5_000,
      cooldownMs: options.cooldownMs ?? 30_000,
      cacheMs: options.cacheMs ?? 600_000,
      fetch: options.fetch ?? fetch,
      clock,
    })
}

type Check = (token: string, options: JWTVerifyOptions) => Promise<JWTVerifyResult>

/** Checks signature and claims. A token that names no key is tried with every key that it may mean. */
const createCheck = async (findKeys: FindKeys): Promise<Check> => {
  const { jwtVerify, errors } = await loadJose()
  const find = await findKeys()
  return async (token, options) => {
    try {
      return await jwtVerify(token, find, options)
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
      for await (const key of error) {
        try {
          return await jwtVerify(token, key, options)
        } catch (inner) {
          if (!(inner instanceof errors.JWSSignatureVerificationFailed)) throw inner
        }
      }
      throw new errors.JWSSignatureVerificationFailed(undefined, { cause: error })
    }
  }
}

/**
 * Accepts access tokens that are signed JSON Web Tokens (RFC 9068), by the rules of RFC 8725: the signature is
 * asymmetric, `iss` and `aud` are the expected ones, `sub` and `exp` are there, and the time is right. Refuses tokens
 * that are bound to a key of their bearer, and those that are marked as something else. Needs the package `jose`.
 *
 * While keys cannot be fetched, the answer is that tokens cannot be checked.
 *
 * @throws TypeError when an option makes no sense
 * @example
 * const verify = jwt({
 *   jwksUrl: 'https://login.example.com/jwks',
 *   issuer: 'https://login.example.com',
 *   audience: 'https://mcp.example.com/mcp',
 * })
 */
export const jwt = (options: JwtOptions): VerifyCredential => {
  checkOptions(options)
  const { issuer, audience, clockToleranceSec = 60, algorithms = ASYMMETRIC, clock = systemClock } = options
  const isType = (typ: string | undefined): boolean =>
    typ === undefined
      ? !options.onlyAccessTokens
      : ACCESS_TOKEN.test(typ) || (!options.onlyAccessTokens && JWT.test(typ))
  const checking = createCheck(keysFor(options))
  // Whoever asks first hears of it.
  checking.catch(() => {})

  return bearer(async token => {
    if (!SIGNED.test(token)) return wrong('it is no signed token')
    try {
      const check = await checking
      const { payload, protectedHeader } = await check(token, {
        issuer,
        audience: [...listOf(audience)],
        algorithms: [...algorithms],
        clockTolerance: clockToleranceSec,
        currentDate: new Date(clock.now()),
        requiredClaims: ['sub', 'exp'],
      })
      if (!isType(protectedHeader.typ)) return wrong('it is marked as no access token')
      if (isBound(payload)) return wrong('it is bound to a key')
      if (typeof payload.sub !== 'string' || payload.sub === '') return wrong('it names nobody')
      const principal = principalFrom(payload, issuer, options)
      return principal ? { principal } : wrong('it names nobody')
    } catch (error) {
      return verdictOn(error)
    }
  })
}
