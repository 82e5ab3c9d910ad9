import { createHash } from 'node:crypto'
import { systemClock } from '../clock.ts'
import type { Verdict, VerifyCredential } from '../define/credential.ts'
import { bearer } from './bearer.ts'
import { boundedCache } from './bounded-cache.ts'
import { type Claims, isBound, isFor, listOf, principalFrom } from './claims.ts'
import { EndpointError, endpointUrl, fetchJson } from './endpoint.ts'
import { checkOptions, type IntrospectionOptions } from './introspection-options.ts'

const SECOND = 1_000
const RETRY_AFTER_MS = 1_000

const wrong = (reason: string): Verdict => ({ fault: 'wrong', reason })

const isClaims = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** How a client makes itself known (RFC 6749, section 2.3.1). */
const basic = (id: string, secret: string): string => {
  const encode = (value: string) => new URLSearchParams({ '': value }).toString().slice(1)
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`
}

/** The end of a token in milliseconds since the epoch; undefined where nobody says. */
const endOf = ({ exp }: Claims): number | undefined => {
  if (exp === undefined || exp === null) return undefined
  if (typeof exp === 'number' && Number.isFinite(exp)) return exp * SECOND
  throw new EndpointError('The introspection endpoint says no time when the token ends')
}

const judge = (claims: Claims, options: IntrospectionOptions, now: number): Verdict => {
  const { url, audience, issuer } = options
  if (claims.active !== true) return wrong('it is not active')
  const end = endOf(claims)
  if (end !== undefined && end <= now) return wrong('it has expired')
  if (audience !== undefined && !isFor(claims, listOf(audience)))
    return wrong('it is for somebody else (aud)')
  const named = typeof claims.iss === 'string' ? claims.iss : undefined
  if (issuer !== undefined && named !== undefined && named !== issuer)
    return wrong('it is of another issuer (iss)')
  if (isBound(claims)) return wrong('it is bound to a key')
  const { origin, pathname } = new URL(url)
  const principal = principalFrom(claims, issuer ?? named ?? `${origin}${pathname}`, options)
  return principal ? { principal } : wrong('it names nobody')
}

/**
 * Accepts tokens that their authorization server says are active (RFC 7662). Answers are remembered for a short time,
 * under a digest of the token; requests with the same token share one question. A token that was revoked is believed
 * for up to `cacheMs`.
 *
 * While the endpoint does not answer, the answer is that tokens cannot be checked.
 *
 * @throws TypeError when an option makes no sense
 * @example
 * ```ts norun
 * const verify = introspection({
 *   url: 'https://login.example.com/introspect',
 *   clientId: 'mcp-server',
 *   clientSecret: process.env.MCP_AUTH_CLIENT_SECRET ?? '',
 *   audience: 'https://mcp.example.com/mcp',
 * })
 * ```
 */
export const introspection = (options: IntrospectionOptions): VerifyCredential => {
  checkOptions(options)
  const { clientId, clientSecret, clock = systemClock, allowPlaintext = false, maxEntries = 1_000 } = options
  const { cacheMs = 30_000, negativeCacheMs = 10_000, timeoutMs = 5_000, fetch: ask = fetch } = options
  const url = endpointUrl(options.url, 'The url of introspection', allowPlaintext)
  const authorization = basic(clientId, clientSecret)
  // Kept apart, so that who makes up tokens drives out none that is good.
  const good = boundedCache<Verdict>(maxEntries, clock)
  const bad = boundedCache<Verdict>(maxEntries, clock)
  const asking = new Map<string, Promise<Verdict>>()

  const query = async (token: string): Promise<Claims> => {
    const late = new AbortController()
    const cancel = clock.after(timeoutMs, () => late.abort())
    try {
      const answer = await fetchJson(ask, url, {
        method: 'POST',
        headers: { authorization, accept: 'application/json' },
        body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
        signal: late.signal,
      })
      if (!isClaims(answer)) throw new EndpointError('The introspection endpoint answers with no object')
      return answer
    } finally {
      cancel()
    }
  }

  const decide = async (token: string, key: string): Promise<Verdict> => {
    try {
      const claims = await query(token)
      const now = clock.now()
      const verdict = judge(claims, options, now)
      if ('principal' in verdict)
        good.set(key, verdict, Math.min(now + cacheMs, endOf(claims) ?? Number.POSITIVE_INFINITY))
      else bad.set(key, verdict, now + negativeCacheMs)
      return verdict
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return { fault: 'unavailable', retryAfterMs: RETRY_AFTER_MS, reason }
    }
  }

  return bearer(token => {
    const key = createHash('sha256').update(token).digest('base64url')
    const known = good.get(key) ?? bad.get(key) ?? asking.get(key)
    if (known !== undefined) return known
    const asked = decide(token, key).finally(() => asking.delete(key))
    asking.set(key, asked)
    return asked
  })
}
