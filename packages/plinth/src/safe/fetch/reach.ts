import { domainToASCII } from 'node:url'
import { type Address, bitsOf, parseAddress, rangeOf } from '../../net/address.ts'
import { isHostName } from '../../net/host-name.ts'
import { containsNetwork, type Network, networkAround } from '../../net/network.ts'
import { networkOf, PRIVATE_NETWORKS } from '../../net/target-policy.ts'

/** What can be allowed by name: networks that are somebody's own. */
const NOT_PUBLIC = [...PRIVATE_NETWORKS, '100.64.0.0/10', '169.254.0.0/16', 'fe80::/10'].map(networkOf)

/** Where machines in clouds ask for credentials and orders: never reached, whatever is allowed. */
const METADATA = [
  '169.254.169.254/32',
  '169.254.169.253/32',
  '169.254.169.123/32',
  '169.254.170.2/32',
  '169.254.170.23/32',
  '100.100.100.200/32',
  '168.63.129.16/32',
  '192.0.0.192/32',
  'fd00:ec2::/64',
  'fd20:ce::/64',
  'fd00:42::42/128',
  'fe80::a9fe:a9fe/128',
].map(networkOf)

const contains = (networks: readonly Network[], address: Address): boolean => {
  const alone = networkAround(address, bitsOf(address.family))
  return networks.some(network => containsNetwork(network, alone))
}

/** ISATAP: the last half says `5efe` and the IPv4 address that packets are sent to. */
const hidesIPv4 = ({ family, value }: Address): boolean =>
  family === 6 && ((value >> 32n) & 0xfd_ff_ff_ffn) === 0x5e_fen

/**
 * Tells which addresses may be connected to: public ones, and those of the networks named, but never where clouds keep
 * credentials.
 *
 * @throws TypeError when one is no network, or is not private
 */
export const addressRule = (privateNetworks: readonly string[]): ((address: Address) => boolean) => {
  const allowed = privateNetworks.map(text => {
    const network = networkOf(text)
    if (NOT_PUBLIC.some(outer => containsNetwork(outer, network))) return network
    throw new TypeError(
      `privateNetworks holds ${text}, which is not private: name networks inside of ${NOT_PUBLIC.map(n => n.text).join(', ')}`,
    )
  })
  return address => {
    if (contains(METADATA, address)) return false
    return contains(allowed, address) || (rangeOf(address) === 'public' && !hidesIPv4(address))
  }
}

const nameOf = (entry: string, option: string): string => {
  const bare = entry.startsWith('.') ? entry.slice(1) : entry
  const name = parseAddress(bare)?.text ?? domainToASCII(bare)
  if (parseAddress(name) ? entry !== bare : !isHostName(name))
    throw new TypeError(
      `${option} holds ${JSON.stringify(entry)}: write example.com, .example.com for all below it, or an address`,
    )
  return entry.startsWith('.') ? `.${name}` : name
}

/**
 * Tells whether a host is in a list: `example.com` is that host, `.example.com` every one below it.
 *
 * @throws TypeError when an entry is neither
 */
export const hostList = (entries: readonly string[], option: string): ((host: string) => boolean) => {
  const names = entries.map(entry => nameOf(entry, option))
  const exact = new Set(names)
  const suffixes = names.filter(name => name.startsWith('.'))
  return host => exact.has(host) || suffixes.some(suffix => host.endsWith(suffix))
}

/** Names that clouds answer to with credentials. */
export const isMetadataHost = hostList(
  [
    'metadata',
    'metadata.google.internal',
    '.metadata.google.internal',
    'metadata.goog',
    '.metadata.goog',
    'metadata.azure.internal',
    'metadata.azure.com',
    'metadata.tencentyun.com',
    'metadata.platformequinix.com',
    'metadata.packet.net',
    'metadata.nebius.internal',
    'metadata.ec2.internal',
    'instance-data',
    'instance-data.ec2.internal',
    'rancher-metadata',
    'api.metadata.cloud.ibm.com',
  ],
  'metadata hosts',
)

const OWN_SUFFIXES =
  /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|corp|home|private|onion|invalid|test|home\.arpa|in-addr\.arpa|ip6\.arpa)$/

/** Whether a name means something on one's own network only: those must be allowed by name. */
export const isLocalName = (host: string): boolean => !host.includes('.') || OWN_SUFFIXES.test(host)
