import type { Socket } from 'node:net'
import { type Address, parseAddress } from '../../net/address.ts'
import type { Lookup } from '../../net/resolve-target.ts'
import { type FetchRule, refusedUrl } from './fetch-error.ts'
import type { FetchPolicy } from './fetch-policy.ts'

/** Connects to an address that was checked. Tests put another in its place. */
export type Dial = (to: Destination, done: (error: Error | null, socket: Socket | null) => void) => unknown

export interface Destination {
  /** The address to connect to. */
  readonly hostname: string
  readonly host?: string
  readonly protocol: string
  readonly port: string
  /** The name that the certificate has to be for; absent for addresses. */
  readonly servername?: string
}

const LOOKUP_MS = 10_000
const MAX_ATTEMPTS = 4

const within = async <T>(work: Promise<T>, ms: number): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`The resolver did not answer in ${ms} ms`)), ms)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** The same words for a name without addresses and for one of the inside, or callers could ask which names exist. */
const unusable = (rule: FetchRule, origin: string, host: string, cause?: unknown) =>
  refusedUrl(rule, origin, `Host ${host} has no address that may be fetched from`, {
    suggestion: 'Check the spelling, or use another host',
    cause,
  })

/** Every address of the host, all of which were checked. */
const addressesOf = async (
  origin: string,
  host: string,
  policy: FetchPolicy,
  lookup: Lookup,
): Promise<Address[]> => {
  const literal = parseAddress(host)
  if (literal && !policy.allows(literal)) throw unusable('address', origin, host)
  if (literal) return [literal]
  const found = await within(lookup(host), LOOKUP_MS).catch((cause: unknown) => {
    throw unusable('unresolved', origin, host, cause)
  })
  if (found.length === 0) throw unusable('unresolved', origin, host)
  return found.map(({ address }) => {
    const parsed = parseAddress(address)
    if (parsed && policy.allows(parsed)) return parsed
    throw unusable('address', origin, host, new Error(`${host} resolves to ${address}`))
  })
}

/**
 * Makes connections for undici. A name is resolved once, all that it resolves to is checked, and what is connected to is
 * an address out of that answer: nobody asks again, so nobody can answer otherwise.
 */
export const connector =
  (policy: FetchPolicy, lookup: Lookup, dial: Dial): Dial =>
  (to, done) => {
    const host = to.hostname.replace(/^\[|\]$/g, '')
    const origin = `${to.protocol}//${to.hostname}${to.port ? `:${to.port}` : ''}`
    const connect = (address: Address) =>
      new Promise<Socket>((resolve, reject) => {
        const { servername: _, ...rest } = to
        const name = parseAddress(host) ? {} : { servername: host }
        dial({ ...rest, ...name, hostname: address.text, host: address.text }, (error, socket) =>
          socket ? resolve(socket) : reject(error ?? new Error('There is no socket')),
        )
      })
    const attempt = async (): Promise<Socket> => {
      let failure: unknown
      for (const address of (await addressesOf(origin, host, policy, lookup)).slice(0, MAX_ATTEMPTS))
        try {
          return await connect(address)
        } catch (error) {
          failure = error
        }
      throw failure
    }
    attempt().then(
      socket => done(null, socket),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    )
  }
