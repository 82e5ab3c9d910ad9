import { type Address, addressOf, bitsOf, type Family, parseAddress } from './address.ts'

/** A block of addresses in CIDR notation. */
export interface Network {
  readonly family: Family
  /** The canonical form, with the block's first address. */
  readonly text: string
  readonly prefix: number
  /** The first and the last address, as numbers. */
  readonly first: bigint
  readonly last: bigint
  /** How many addresses it holds. */
  readonly size: bigint
}

const PREFIX = /^(0|[1-9]\d{0,2})$/

/** The block of `prefix` bits that holds `address`. */
export const networkAround = (
  { family, value }: Pick<Address, 'family' | 'value'>,
  prefix: number,
): Network => {
  const size = 1n << BigInt(bitsOf(family) - prefix)
  const first = value - (value % size)
  return {
    family,
    text: `${addressOf(family, first).text}/${prefix}`,
    prefix,
    first,
    last: first + size - 1n,
    size,
  }
}

/**
 * Reads `address/prefix`. Bits behind the prefix may be set: `192.168.0.7/24` is the block that the address is in.
 *
 * @returns undefined when the address or the prefix is not written strictly, or the address is IPv4 mapped into IPv6,
 * whose prefix could be read in two ways
 */
export const parseNetwork = (text: string): Network | undefined => {
  const slash = text.indexOf('/')
  if (slash < 0) return undefined
  const [base, digits] = [text.slice(0, slash), text.slice(slash + 1)]
  const address = parseAddress(base)
  if (!address || !PREFIX.test(digits) || Number(digits) > bitsOf(address.family)) return undefined
  if (address.family === 4 && base.includes(':')) return undefined
  return networkAround(address, Number(digits))
}

/** Whether every address of `inner` is in `outer`. */
export const containsNetwork = (outer: Network, inner: Network): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last

/** Whether some address is in both. */
export const networksOverlap = (a: Network, b: Network): boolean =>
  a.family === b.family && a.first <= b.last && b.first <= a.last
