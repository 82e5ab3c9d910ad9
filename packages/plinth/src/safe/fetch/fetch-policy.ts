import { type Clock, systemClock } from '../../clock.ts'
import type { Address } from '../../net/address.ts'
import type { Lookup } from '../../net/resolve-target.ts'
import { refusedUrl } from './fetch-error.ts'
import { type HostRate, hostRate } from './host-rate.ts'
import { addressRule, hostList, isLocalName, isMetadataHost } from './reach.ts'
import type { StrictUrl } from './read-url.ts'

/** What may be fetched. Everything has a safe default: public hosts over https. */
export interface SafeFetchOptions {
  /** Default `['https']`. */
  readonly schemes?: readonly ('https' | 'http')[]
  /** Default: the ports of the schemes, 443 and 80. */
  readonly ports?: readonly number[]
  /**
   * The only hosts to fetch from: `api.example.com`, or `.example.com` for all below it. Names of the own network
   * (`db`, `wiki.internal`) have to stand here. Default: every public host.
   */
  readonly allowedHosts?: readonly string[]
  /** Hosts that are refused even if they are allowed, written the same way. Default: none. */
  readonly deniedHosts?: readonly string[]
  /**
   * Networks to allow that are not public, like `10.1.0.0/16`: private, loopback, link-local, carrier-grade NAT.
   * Metadata services of clouds stay refused. Default: none.
   */
  readonly privateNetworks?: readonly string[]
  /** How many redirects are followed, each checked like the URL itself. Default 5. */
  readonly redirects?: number
  /** The largest answer in bytes, after decompression. Default 5 MiB. */
  readonly maxBytes?: number
  /** The longest that a request may take, its redirects and the reading of the answer included, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number
  /** What answers may be: `application/json`, `text/*`. Default: anything. */
  readonly contentTypes?: readonly string[]
  /** How many requests a second each host gets, redirects included; as many may come at once. Default 10. */
  readonly requestsPerSecond?: number
  /** Certificates to trust, in PEM, instead of the well-known ones. */
  readonly ca?: string
  /** Finds every address of a name. Default: the system's resolver. */
  readonly lookup?: Lookup
  /** Where time comes from. Default: the machine's clock. */
  readonly clock?: Clock
}

/** The options, checked once. */
export interface FetchPolicy {
  readonly redirects: number
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly clock: Clock
  readonly rate: HostRate
  readonly allows: (address: Address) => boolean
  /** @throws SafetyError with the rule that refuses */
  check(url: StrictUrl): void
  acceptsType(contentType: string | null): boolean
}

const TYPE = /^[a-z0-9!#$&^_.+-]+\/(?:\*|[a-z0-9!#$&^_.+-]+)$/

const typeFilter = (types: readonly string[] | undefined) => {
  if (!types) return () => true
  const wanted = types.map(type => type.toLowerCase())
  for (const type of wanted)
    if (!TYPE.test(type))
      throw new TypeError(
        `contentTypes holds ${JSON.stringify(type)}: write it like application/json or text/*`,
      )
  return (contentType: string | null) => {
    const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
    return wanted.includes(type) || (type.includes('/') && wanted.includes(`${type.split('/')[0]}/*`))
  }
}

const requireAbove = (option: string, value: number, least: number, whole = true): void => {
  if (value < least || !(whole ? Number.isSafeInteger(value) : Number.isFinite(value)))
    throw new RangeError(
      `${option} of safeFetch is ${value}: give ${whole ? 'a whole number' : 'a number'} from ${least} on`,
    )
}

const hostAdvice = (allowed: readonly string[] | undefined): string =>
  allowed ? 'Use a host that this tool was made for' : 'Use a public host'

/**
 * @throws TypeError when an option is no host, network, port or media type
 * @throws RangeError when a number is out of range
 */
export const fetchPolicy = (options: SafeFetchOptions): FetchPolicy => {
  const { schemes = ['https'], ports, redirects = 5, maxBytes = 5 * 2 ** 20, timeoutMs = 30_000 } = options
  const { requestsPerSecond = 10, clock = systemClock } = options
  requireAbove('redirects', redirects, 0)
  requireAbove('maxBytes', maxBytes, 1)
  requireAbove('timeoutMs', timeoutMs, 1)
  requireAbove('requestsPerSecond', requestsPerSecond, 0.001, false)
  for (const scheme of schemes)
    if (scheme !== 'https' && scheme !== 'http')
      throw new TypeError(`schemes of safeFetch holds ${JSON.stringify(scheme)}: https and http are known`)
  const openPorts = new Set(ports ?? schemes.map(scheme => (scheme === 'https' ? 443 : 80)))
  for (const port of openPorts)
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw new TypeError(`ports of safeFetch holds ${port}: give numbers from 1 to 65535`)
  const isAllowed = options.allowedHosts && hostList(options.allowedHosts, 'allowedHosts')
  const isDenied = hostList(options.deniedHosts ?? [], 'deniedHosts')
  const allows = addressRule(options.privateNetworks ?? [])
  const acceptsType = typeFilter(options.contentTypes)
  const suggestion = hostAdvice(options.allowedHosts)

  return {
    redirects,
    maxBytes,
    timeoutMs,
    clock,
    rate: hostRate(requestsPerSecond, clock),
    allows,
    acceptsType,
    check({ url, host, address, port }) {
      const refuse = (rule: 'scheme' | 'port' | 'host' | 'address', message: string, advice = suggestion) =>
        refusedUrl(rule, url.href, message, { suggestion: advice })
      const scheme = url.protocol.slice(0, -1)
      if (!schemes.some(each => each === scheme))
        throw refuse('scheme', `${scheme} is not allowed here`, `Use ${schemes.join(' or ')}`)
      if (!openPorts.has(port))
        throw refuse('port', `Port ${port} is not allowed`, `Use port ${[...openPorts].join(' or ')}`)
      const named = isAllowed?.(host)
      if (
        isDenied(host) ||
        isMetadataHost(host) ||
        named === false ||
        (!address && !named && isLocalName(host))
      )
        throw refuse('host', `Host ${host} is not allowed`)
      if (address && !allows(address)) throw refuse('address', `The address ${host} is not allowed`)
    },
  }
}
