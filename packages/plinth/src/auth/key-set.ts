import type { JWTVerifyGetKey } from 'jose'
import type { Clock } from '../clock.ts'
import { EndpointError, type Fetch, fetchJson } from './endpoint.ts'
import type { KeySet } from './jwt-options.ts'

export interface RemoteKeySetOptions {
  readonly url: URL
  readonly timeoutMs: number
  readonly cooldownMs: number
  readonly cacheMs: number
  readonly fetch: Fetch
  readonly clock: Clock
}

/** How long an address that failed is left alone: who sends bad tokens must not make this server ask without end. */
export const PAUSE_MS = 5_000

export const loadJose = async () => {
  try {
    return await import('jose')
  } catch (cause) {
    throw new Error('JSON Web Tokens need the package jose, which is not installed: run "npm install jose"', {
      cause,
    })
  }
}

const isKeySet = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)

/** Finds keys in a set that is fetched when it is needed, and kept for a while. */
export const remoteKeys = async (options: RemoteKeySetOptions): Promise<JWTVerifyGetKey> => {
  const { url, timeoutMs, cooldownMs, cacheMs, fetch, clock } = options
  const { createRemoteJWKSet, customFetch } = await loadJose()
  let pausedUntil = Number.NEGATIVE_INFINITY
  const ask = async (_url: string, init: RequestInit): Promise<Response> => {
    const where = `${url.origin}${url.pathname}`
    if (clock.now() < pausedUntil) throw new EndpointError(`${where} failed a moment ago`)
    try {
      const document = await fetchJson(fetch, url, init)
      if (!isKeySet(document)) throw new EndpointError(`${where} answers with what is no key set`)
      return Response.json(document)
    } catch (error) {
      pausedUntil = clock.now() + PAUSE_MS
      throw error
    }
  }
  return createRemoteJWKSet(url, {
    timeoutDuration: timeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: cacheMs,
    [customFetch]: ask,
  })
}

/** Finds keys in a set that is at hand. */
export const localKeys = async ({ keys }: KeySet): Promise<JWTVerifyGetKey> => {
  const { createLocalJWKSet } = await loadJose()
  return createLocalJWKSet({ keys: keys.map(key => ({ ...key })) })
}
