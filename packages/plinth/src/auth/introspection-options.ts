import type { Clock } from '../clock.ts'
import { type ClaimMapping, listOf } from './claims.ts'
import type { Fetch } from './endpoint.ts'

/** Whom `introspection` asks about tokens, and what it makes of the answers. */
export interface IntrospectionOptions extends ClaimMapping {
  /** The introspection endpoint of the authorization server. */
  readonly url: string | URL
  /** How this server makes itself known there. */
  readonly clientId: string
  readonly clientSecret: string
  /**
   * What tokens must be issued for: `aud` must have one of these. Without it a token for any server of the same
   * authorization server lets in. Default: none.
   */
  readonly audience?: string | readonly string[]
  /** Who issues the tokens: `iss` must be exactly this where the answer has one. Default: whoever that names. */
  readonly issuer?: string
  /** How long a good token is believed, in milliseconds, and never beyond its end. Default 30 000. */
  readonly cacheMs?: number
  /** How long a bad token is refused without asking, in milliseconds. Default 10 000. */
  readonly negativeCacheMs?: number
  /** How many tokens of each kind are remembered. Default 1000. */
  readonly maxEntries?: number
  /** How long an answer may take, in milliseconds. Default 5000. */
  readonly timeoutMs?: number
  /** Accepts an `http://` address that is not this machine's. Default false. */
  readonly allowPlaintext?: boolean
  /** Default: the machine's clock. */
  readonly clock?: Clock
  /** Asks the endpoint. Default: the global one. */
  readonly fetch?: Fetch
}

/** @throws TypeError when an option makes no sense */
export const checkOptions = ({
  clientId,
  clientSecret,
  audience,
  ...options
}: IntrospectionOptions): void => {
  if (clientId === '' || clientSecret === '')
    throw new TypeError(
      'introspection needs clientId and clientSecret: the endpoint tells nothing to strangers',
    )
  const audiences = audience === undefined ? undefined : listOf(audience)
  if (audiences && (audiences.length === 0 || audiences.includes('')))
    throw new TypeError('introspection has an empty audience: no token could be for it')
  const { cacheMs = 0, negativeCacheMs = 0, timeoutMs = 1, maxEntries = 1 } = options
  const wrongTime = [cacheMs, negativeCacheMs].find(each => !(each >= 0))
  if (wrongTime !== undefined)
    throw new TypeError(`introspection cannot remember for ${wrongTime} milliseconds`)
  if (!(timeoutMs > 0)) throw new TypeError(`introspection has a timeoutMs of ${timeoutMs}: give more than 0`)
  if (!(Number.isSafeInteger(maxEntries) && maxEntries > 0))
    throw new TypeError(`introspection has a maxEntries of ${maxEntries}: give a whole number above 0`)
}
