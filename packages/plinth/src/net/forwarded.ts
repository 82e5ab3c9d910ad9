import { type Address, bitsOf, parseAddress } from './address.ts'
import { type Network, networkAround, parseNetwork } from './network.ts'

/** Tells whether an address is that of a proxy which is believed. */
export type IsTrusted = (address: Address) => boolean

/** Proxies that a request may have come through, beyond which a header is not believed. */
const MAX_HOPS = 32

const networkOf = (text: string): Network => {
  const address = parseAddress(text)
  const network = address ? networkAround(address, bitsOf(address.family)) : parseNetwork(text)
  if (network) return network
  throw new TypeError(
    `"${text}" is neither an address nor a network: write a trusted proxy as 10.0.0.7 or 10.0.0.0/8`,
  )
}

/**
 * Makes what knows trusted proxies by their addresses and networks.
 *
 * @throws TypeError when an entry is neither an address nor a network in CIDR notation
 */
export const trustedProxies = (entries: readonly string[]): IsTrusted => {
  const networks = entries.map(networkOf)
  return ({ family, value }) =>
    networks.some(each => each.family === family && each.first <= value && value <= each.last)
}

const BRACKETED = /^\[([^\]]*)\](?::\d{1,5})?$/
const IPV4_WITH_PORT = /^([\d.]+):\d{1,5}$/

/** One entry of the header: an address, as some proxies write it with its port. */
const readEntry = (entry: string): Address | undefined => {
  const text = entry.trim()
  const [, bare = text] = BRACKETED.exec(text) ?? IPV4_WITH_PORT.exec(text) ?? []
  return parseAddress(bare)
}

/**
 * The address of whoever sent a request: that of the socket, unless it belongs to a trusted proxy. Then each entry of
 * `X-Forwarded-For` is what the machine behind it saw, so that it is read from the right for as long as those machines
 * are trusted; what stands further left is the client's own word, and means nothing. An entry that is no address ends
 * this at the machine that wrote it.
 *
 * @param socketAddress the other end of the connection
 * @param forwardedFor the header `X-Forwarded-For`, several joined by commas
 * @returns the address in its canonical form; what is no IP address comes back as it is
 * @example
 * const isTrusted = trustedProxies(['10.0.0.0/8'])
 * clientAddress('10.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2', isTrusted) // '203.0.113.9'
 */
export const clientAddress = (
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  isTrusted: IsTrusted,
): string | undefined => {
  if (socketAddress === undefined) return undefined
  let nearest = parseAddress(socketAddress)
  if (!nearest) return socketAddress
  let end = forwardedFor?.length ?? 0
  for (let hops = 0; hops < MAX_HOPS && end > 0 && isTrusted(nearest); hops++) {
    const comma = forwardedFor?.lastIndexOf(',', end - 1) ?? -1
    const next = readEntry(forwardedFor?.slice(comma + 1, end) ?? '')
    if (!next) break
    nearest = next
    end = comma
  }
  return nearest.text
}
