import type { Clock } from '../clock.ts'
import { type ClaimMapping, listOf } from './claims.ts'
import type { Fetch } from './endpoint.ts'

/** Public keys, as an authorization server publishes them (RFC 7517, section 5). */
export interface KeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[]
}

/** Whose signed tokens `jwt` accepts, and how it reads them. */
export interface JwtOptions extends ClaimMapping {
  /** Where the keys are published. One of `jwksUrl` and `jwks` is required. */
  readonly jwksUrl?: string | URL
  /** The keys themselves: public ones. */
  readonly jwks?: KeySet
  /** Who issues the tokens: `iss` must be exactly this. */
  readonly issuer: string
  /** What the tokens are issued for: `aud` must have one of these. Usually the address of the MCP endpoint. */
  readonly audience: string | readonly string[]
  /** How far the clocks may be apart, in seconds, 0 to 600. Default 60. */
  readonly clockToleranceSec?: number
  /** The signatures that are accepted, asymmetric ones only. Default: RS, PS, ES with 256, 384, 512, and EdDSA. */
  readonly algorithms?: readonly string[]
  /** Requires that the token is marked as an access token (RFC 9068). Default false: tokens marked `JWT` pass. */
  readonly onlyAccessTokens?: boolean
  /** How long fetching the keys may take, in milliseconds. Default 5000. */
  readonly timeoutMs?: number
  /** How long keys are kept, in milliseconds. Default 10 minutes. */
  readonly cacheMs?: number
  /** How long after keys were fetched an unknown key fetches none, in milliseconds. Default 30 000. */
  readonly cooldownMs?: number
  /** Accepts an `http://` address that is not this machine's. Default false. */
  readonly allowPlaintext?: boolean
  /** Default: the machine's clock. */
  readonly clock?: Clock
  /** Fetches the keys. Default: the global one. */
  readonly fetch?: Fetch
}

const MAX_TOLERANCE_SEC = 600
/** The signatures that need no secret to check. */
export const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]

/** @throws TypeError when an option makes no sense */
export const checkOptions = ({ jwks, jwksUrl, issuer, audience, ...options }: JwtOptions): void => {
  if ((jwks === undefined) === (jwksUrl === undefined))
    throw new TypeError('jwt needs either jwksUrl or jwks')
  if (issuer === '') throw new TypeError('jwt needs the issuer: anybody else may issue tokens too')
  const audiences = listOf(audience)
  if (audiences.length === 0 || audiences.includes(''))
    throw new TypeError('jwt needs the audience: tokens for others are not for this server')
  const { algorithms = ASYMMETRIC, clockToleranceSec = 0 } = options
  const refused = algorithms.find(each => !ASYMMETRIC.includes(each))
  if (refused !== undefined || algorithms.length === 0)
    throw new TypeError(
      `jwt accepts no tokens signed with ${refused ?? 'nothing'}: choose of ${ASYMMETRIC.join(', ')}`,
    )
  if (!(clockToleranceSec >= 0 && clockToleranceSec <= MAX_TOLERANCE_SEC))
    throw new TypeError(`jwt has a clockToleranceSec of ${clockToleranceSec}: give 0 to ${MAX_TOLERANCE_SEC}`)
  const isSecret = jwks?.keys.some(key => key.kty === 'oct' || 'd' in key)
  if (isSecret) throw new TypeError('jwks holds a secret key: give public ones only')
}
