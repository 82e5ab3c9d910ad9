import { type Address, bitsOf, type Family, METADATA_NETWORKS, parseAddress, rangeOf } from './address.ts'
import { endsInNumber, isHostName, MAX_HOST_NAME } from './host-name.ts'
import { containsNetwork, type Network, networkAround, networksOverlap, parseNetwork } from './network.ts'
import { TargetError, type TargetRule } from './target-error.ts'

/** A target that the policy allows, in its canonical form. */
export type Target =
  | { readonly kind: 'address'; readonly value: string; readonly family: Family }
  | { readonly kind: 'network'; readonly value: string; readonly family: Family; readonly addresses: number }
  /** Its addresses are not known yet: `resolveTarget` finds and checks them. */
  | { readonly kind: 'name'; readonly value: string }

/** Which machines `targetPolicy` lets tools reach. */
export interface TargetPolicyOptions {
  /** Networks to allow. Default, and the most that can be allowed: {@link PRIVATE_NETWORKS}. */
  readonly allow?: readonly string[]
  /**
   * Names to allow: with a leading dot every name below it, at any depth; without, that name alone. What they resolve
   * to is checked as well. Default `['.lab.internal']`.
   */
  readonly labSuffixes?: readonly string[]
  /** How many addresses a network may hold. Default 1024. */
  readonly maxAddresses?: number
}

/** What a policy takes for one look at a target. */
export interface CheckOptions {
  /** Whether a network is accepted beside a single machine. Default false. */
  readonly cidr?: boolean
}

/** Which machines may be targets. */
export interface TargetPolicy {
  readonly allow: readonly string[]
  readonly labSuffixes: readonly string[]
  readonly maxAddresses: number
  /** @throws TargetError when the target is refused, saying which rule and what to write instead */
  check(target: string, options?: CheckOptions): Target
  /** Whether an address that a name resolved to is allowed. */
  allows(address: Address): boolean
}

/** RFC 1918, loopback and unique-local IPv6. */
export const PRIVATE_NETWORKS = Object.freeze([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  '::1/128',
  'fc00::/7',
])

/** @throws TypeError when the text is no network */
export const networkOf = (text: string): Network => {
  const network = parseNetwork(text)
  if (!network) throw new TypeError(`${JSON.stringify(text)} is not a network: write it like 10.0.0.0/8`)
  return network
}

const privateNetworks = PRIVATE_NETWORKS.map(networkOf)
const metadataNetworks = METADATA_NETWORKS.map(networkOf)

const allowedNetwork = (text: string): Network => {
  const network = networkOf(text)
  if (!privateNetworks.some(outer => containsNetwork(outer, network)))
    throw new TypeError(`${text} cannot be allowed: targets are private (${PRIVATE_NETWORKS.join(', ')})`)
  return network
}

const suffixOf = (text: string): string => {
  if (!isHostName(text.startsWith('.') ? text.slice(1) : text))
    throw new TypeError(`${JSON.stringify(text)} is not a host name suffix: write it like .lab.internal`)
  return text.toLowerCase()
}

const withArticle = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`

const quote = (target: string): string =>
  JSON.stringify(target.length > 80 ? `${target.slice(0, 80)}...` : target)

/**
 * Decides which machines a tool may be pointed at. Refused whatever the options: public, link-local, carrier-grade NAT,
 * multicast, reserved and unspecified addresses, cloud metadata services, and every form of an address but the strict
 * one.
 *
 * @throws TypeError when an option is no network, no host name, or allows what is not private
 * @example
 * const policy = targetPolicy({ labSuffixes: ['.lab.internal', '.test'] })
 * policy.check('192.168.0.0/24', { cidr: true }) // { kind: 'network', value: '192.168.0.0/24', ... }
 * policy.check('8.8.8.8') // throws TargetError: ... it is a public address
 */
export const targetPolicy = (options: TargetPolicyOptions = {}): TargetPolicy => {
  const networks = (options.allow ?? PRIVATE_NETWORKS).map(allowedNetwork)
  const suffixes = (options.labSuffixes ?? ['.lab.internal']).map(suffixOf)
  const maxAddresses = options.maxAddresses ?? 1024
  if (!Number.isSafeInteger(maxAddresses) || maxAddresses < 1)
    throw new TypeError(`maxAddresses is a whole number of at least 1, not ${maxAddresses}`)
  const suggestion =
    `Use an address in ${networks.map(network => network.text).join(', ')}` +
    (suffixes.length > 0
      ? `, or a host name: ${suffixes.map(s => (s.startsWith('.') ? `*${s}` : s)).join(', ')}`
      : '')

  const refuse = (rule: TargetRule, message: string, advice = suggestion): never => {
    throw new TargetError(rule, message, { suggestion: advice })
  }
  const allowsNetwork = (network: Network): boolean =>
    networks.some(outer => containsNetwork(outer, network)) &&
    !metadataNetworks.some(metadata => networksOverlap(metadata, network))
  const allows = (address: Address): boolean => allowsNetwork(networkAround(address, bitsOf(address.family)))

  const checkAddress = (target: string, address: Address): Target => {
    if (!allows(address))
      refuse(
        'not-allowed',
        `Target ${quote(target)} is not in an allowed network: it is ${withArticle(rangeOf(address))} address`,
      )
    return { kind: 'address', value: address.text, family: address.family }
  }

  const checkNetwork = (target: string, cidr: boolean): Target => {
    const network = parseNetwork(target)
    if (!network)
      return refuse(
        'form',
        `${quote(target)} is not a network in CIDR notation`,
        'Write it like 192.168.0.0/24',
      )
    if (!cidr)
      refuse(
        'network',
        `${quote(target)} is a network, and this takes a single machine`,
        'Give one address or name',
      )
    if (!allowsNetwork(network))
      refuse('not-allowed', `Network ${network.text} is not allowed: some of its addresses are refused`)
    if (network.size > BigInt(maxAddresses)) throw tooLarge(network, maxAddresses)
    return { kind: 'network', value: network.text, family: network.family, addresses: Number(network.size) }
  }

  const checkName = (target: string): Target => {
    const name = target.toLowerCase()
    if (!isHostName(name)) refuse('form', `${quote(target)} is neither an IP address nor a host name`)
    if (!suffixes.some(suffix => (suffix.startsWith('.') ? name.endsWith(suffix) : name === suffix)))
      refuse('not-allowed', `Host name ${quote(target)} is not allowed`)
    return { kind: 'name', value: name }
  }

  return Object.freeze({
    allow: Object.freeze(networks.map(network => network.text)),
    labSuffixes: Object.freeze(suffixes),
    maxAddresses,
    allows,
    check(target: string, { cidr = false }: CheckOptions = {}) {
      if (typeof target !== 'string' || target === '') return refuse('form', 'The target is empty')
      if (target.length > MAX_HOST_NAME)
        refuse('form', `The target is longer than ${MAX_HOST_NAME} characters`)
      if (/\s/.test(target)) refuse('form', `Target ${quote(target)} contains white space`)
      if (target.includes('%'))
        refuse('form', `Target ${quote(target)} has a zone`, 'Write the address without %zone')
      if (target.includes('/')) return checkNetwork(target, cidr)
      const address = parseAddress(target)
      if (address) return checkAddress(target, address)
      if (endsInNumber(target))
        refuse(
          'form',
          `${quote(target)} is not an address in strict form`,
          'Write IPv4 as four decimal numbers: 10.0.0.1',
        )
      return checkName(target)
    },
  })
}

const tooLarge = ({ family, size, first }: Network, maxAddresses: number): TargetError => {
  const prefix = bitsOf(family) - Math.floor(Math.log2(maxAddresses))
  const suggested = networkAround({ family, value: first }, prefix)
  return new TargetError('too-large', `Network range too large: ${size} addresses (max: ${maxAddresses})`, {
    suggestion: `Use /${prefix} or smaller prefix (max ${maxAddresses} hosts)`,
    data: { suggested_cidr: suggested.text },
  })
}
