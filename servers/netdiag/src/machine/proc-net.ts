export type SocketProtocol = 'tcp' | 'tcp6' | 'udp' | 'udp6'

/** A socket that waits for others, as the kernel's tables list it. */
export interface ListeningSocket {
  readonly protocol: SocketProtocol
  readonly address: string
  readonly port: number
  readonly uid: number
  readonly inode: string
}

const TCP_LISTEN = '0A'
/** UDP has no listening state: a socket that is bound, and connected to nobody, takes what comes. */
const UDP_UNCONNECTED = '07'

/** The kernel prints each 32-bit word as the processor holds it: on little-endian machines its bytes are reversed. */
function bytesOf(hex: string, littleEndian: boolean): Buffer {
  const bytes = Buffer.from(hex, 'hex')
  return littleEndian ? bytes.swap32() : bytes
}

function formatV6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16))
  const host = groups.join(':')
  // The URL parser writes IPv6 addresses in their canonical form.
  return new URL(`http://[${host}]/`).hostname.slice(1, -1)
}

function addressOf(hex: string, littleEndian: boolean): string {
  const bytes = bytesOf(hex, littleEndian)
  return bytes.length === 4 ? bytes.join('.') : formatV6(bytes)
}

const LINE =
  /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]{2}) \S+ \S+ \S+\s+(\d+)\s+\d+\s+(\d+)/

/**
 * Reads `/proc/net/tcp` and its like, and keeps the sockets that wait for others.
 *
 * @param littleEndian whether the machine is: `os.endianness() === 'LE'`
 */
export function parseProcNet(text: string, protocol: SocketProtocol, littleEndian = true): ListeningSocket[] {
  const waiting = protocol.startsWith('tcp') ? TCP_LISTEN : UDP_UNCONNECTED
  return text.split('\n').flatMap(line => {
    const [, address = '', port = '', peerPort, state, uid, inode = ''] = LINE.exec(line) ?? []
    if (state !== waiting || peerPort !== '0000') return []
    return [
      {
        protocol,
        address: addressOf(address, littleEndian),
        port: Number.parseInt(port, 16),
        uid: Number(uid),
        inode,
      },
    ]
  })
}
