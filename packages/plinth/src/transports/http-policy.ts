import type { IncomingMessage } from 'node:http'
import { defaultLimits, type HostGuard, hostGuard } from '../lanes/intake/index.ts'
import { clientAddress, type IsTrusted, trustedProxies } from '../net/forwarded.ts'
import { type Cors, createCors } from './cors.ts'

/** Whom a server answers over HTTP, and how much it reads. All of it may change while the server listens. */
export interface HttpPolicySettings {
  readonly allowedHosts?: readonly string[]
  /** Origins whose pages may call, and read the answers. */
  readonly allowedOrigins?: readonly string[]
  /** Addresses and networks of proxies whose `X-Forwarded-For` is believed. Default: none. */
  readonly trustedProxies?: readonly string[]
  /** Length of a body in bytes. Default 4 MiB. */
  readonly maxBodyBytes?: number
}

/** These settings in use: what they say now. */
export interface HttpPolicy extends Cors {
  readonly guard: HostGuard
  readonly maxBodyBytes: number
  /** Where a request came from, behind the proxies that are trusted. */
  clientOf(request: IncomingMessage): string | undefined
  /** @throws TypeError when a proxy is neither an address nor a network, and then nothing changes */
  configure(settings: HttpPolicySettings): void
}

interface Current {
  readonly guard: HostGuard
  readonly cors: Cors
  readonly isTrusted: IsTrusted
  readonly maxBodyBytes: number
}

const forwardedFor = ({ headers }: IncomingMessage): string | undefined => {
  const given = headers['x-forwarded-for']
  return Array.isArray(given) ? given.join(',') : given
}

/** @param host the address that the server is bound to */
export const createHttpPolicy = (host: string, settings: HttpPolicySettings = {}): HttpPolicy => {
  const read = (given: HttpPolicySettings): Current => {
    const { allowedHosts = [], allowedOrigins = [], maxBodyBytes = defaultLimits.maxBytes } = given
    return {
      guard: hostGuard({ host, allowedHosts, allowedOrigins }),
      cors: createCors(allowedOrigins),
      isTrusted: trustedProxies(given.trustedProxies ?? []),
      maxBodyBytes,
    }
  }
  let current = read(settings)
  return {
    guard: header => current.guard(header),
    answersPreflight: (request, response) => current.cors.answersPreflight(request, response),
    get maxBodyBytes() {
      return current.maxBodyBytes
    },
    clientOf: request =>
      clientAddress(request.socket.remoteAddress, forwardedFor(request), current.isTrusted),
    configure(next) {
      current = read(next)
    },
  }
}
