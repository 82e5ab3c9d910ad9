import { isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/** The version of the Internet Protocol. */
export type Family = 4 | 6

/** An IP address that was read strictly, so that no two readers can take it for different machines. */
export interface Address {
  readonly family: Family
  /** The canonical form: dotted decimal, or RFC 5952. */
  readonly text: string
  /** The address as a number of 32 or 128 bits. */
  readonly value: bigint
}

/** What an address is for, by the IANA special-purpose registries. Whatever is not known to be public is `reserved`. */
export type AddressRange =
  | 'loopback'
  | 'private'
  | 'unique-local'
  | 'link-local'
  | 'carrier-grade-nat'
  | 'cloud-metadata'
  | 'unspecified'
  | 'broadcast'
  | 'multicast'
  | 'reserved'
  | 'public'

export const bitsOf = (family: Family): 32 | 128 => (family === 4 ? 32 : 128)

const toValue = (bytes: readonly number[]): bigint =>
  bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)

const toBytes = (family: Family, value: bigint): number[] =>
  Array.from({ length: bitsOf(family) / 8 }, (_, index) =>
    Number((value >> BigInt(bitsOf(family) - 8 - index * 8)) & 255n),
  )

const fromParsed = (parsed: ipaddr.IPv4 | ipaddr.IPv6): Address => {
  if (!(parsed instanceof ipaddr.IPv6))
    return { family: 4, text: parsed.toString(), value: toValue(parsed.toByteArray()) }
  if (parsed.isIPv4MappedAddress()) return fromParsed(parsed.toIPv4Address())
  return { family: 6, text: parsed.toRFC5952String(), value: toValue(parsed.toByteArray()) }
}

/** Makes the address that has this number. */
export const addressOf = (family: Family, value: bigint): Address => {
  const bytes = toBytes(family, value)
  return fromParsed(family === 4 ? new ipaddr.IPv4(bytes) : new ipaddr.IPv6(bytes))
}

const DOTTED_TAIL = /[\d.]+\.[\d.]+$/

/**
 * Reads an address, strictly: IPv4 as four decimal numbers without leading zeros, IPv6 as in RFC 4291 without a zone.
 * An IPv4 address mapped into IPv6 is read as the IPv4 address that it stands for.
 *
 * @returns undefined for everything else, the decimal, octal, hexadecimal and short forms of IPv4 among it
 */
export const parseAddress = (text: string): Address | undefined => {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return fromParsed(ipaddr.IPv4.parse(text))
  if (text.includes('%') || !isIPv6(text)) return undefined
  return fromParsed(ipaddr.IPv6.parse(text.replace(DOTTED_TAIL, toGroups)))
}

/** `10.0.0.1` at the end as `a00:1`: ipaddr.js takes `::10.0.0.1`, an address of its own, for a mapped one. */
const toGroups = (dotted: string): string => {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number)
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}

const RANGES: Readonly<Record<string, AddressRange>> = {
  loopback: 'loopback',
  private: 'private',
  uniqueLocal: 'unique-local',
  linkLocal: 'link-local',
  carrierGradeNat: 'carrier-grade-nat',
  unspecified: 'unspecified',
  broadcast: 'broadcast',
  multicast: 'multicast',
  unicast: 'public',
}

/** Where clouds hand credentials to machines over unique-local addresses: AWS and Google. */
export const METADATA_NETWORKS = ['fd00:ec2::/64', 'fd20:ce::/64'] as const

const METADATA_PREFIXES = METADATA_NETWORKS.map(
  text => toValue(ipaddr.IPv6.parseCIDR(text)[0].toByteArray()) >> 64n,
)

/** Tells what an address is for. Only 2000::/3 counts as public IPv6, since nothing else was ever given out. */
export const rangeOf = ({ family, value }: Address): AddressRange => {
  const bytes = toBytes(family, value)
  if (family === 4) return RANGES[new ipaddr.IPv4(bytes).range()] ?? 'reserved'
  if (METADATA_PREFIXES.includes(value >> 64n)) return 'cloud-metadata'
  const range = RANGES[new ipaddr.IPv6(bytes).range()] ?? 'reserved'
  return range === 'public' && value >> 125n !== 1n ? 'reserved' : range
}
