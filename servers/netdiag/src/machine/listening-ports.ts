import { readdir, readFile, readlink } from 'node:fs/promises'
import { endianness, platform } from 'node:os'
import { z } from 'zod'
import { type ListeningSocket, parseProcNet, type SocketProtocol } from './proc-net.ts'
import { type ProcFiles, socketOwners } from './socket-owners.ts'

const listening = z.object({
  protocol: z.enum(['tcp', 'tcp6', 'udp', 'udp6']),
  address: z.string().describe('0.0.0.0 and :: take connections from everywhere'),
  port: z.number(),
  uid: z.number(),
  pid: z.number().optional(),
  process: z.string().optional().describe('Absent where this server may not see it'),
})

/** What `listening_ports` returns. */
export const listeningReport = z.object({
  supported: z.boolean(),
  reason: z.string().optional().describe('Why it is not supported'),
  sockets: z.array(listening),
})

export type ListeningReport = z.output<typeof listeningReport>

const PROTOCOLS: readonly SocketProtocol[] = ['tcp', 'tcp6', 'udp', 'udp6']

const systemFiles: ProcFiles = {
  readFile: path => readFile(path, 'utf8'),
  readdir: path => readdir(path),
  readlink: path => readlink(path),
}

async function socketsIn(files: ProcFiles, protocol: SocketProtocol): Promise<ListeningSocket[]> {
  // A kernel without IPv6 has no tables for it.
  const text = await files.readFile(`/proc/net/${protocol}`).catch(() => '')
  return parseProcNet(text, protocol, endianness() === 'LE')
}

/**
 * Lists the sockets of this machine that wait for others, from the kernel's own tables, with the processes that hold
 * them where they can be seen. Elsewhere than on Linux it says that it is not supported.
 */
export async function listListeningPorts(
  system: string = platform(),
  files: ProcFiles = systemFiles,
): Promise<ListeningReport> {
  if (system !== 'linux') {
    return {
      supported: false,
      reason: `Listening ports can be read on Linux only, not on ${system}`,
      sockets: [],
    }
  }
  const sockets = (await Promise.all(PROTOCOLS.map(protocol => socketsIn(files, protocol)))).flat()
  const owners = await socketOwners(files, new Set(sockets.map(({ inode }) => inode)))
  return {
    supported: true,
    sockets: sockets
      .map(({ inode, ...socket }) => ({ ...socket, ...owners.get(inode) }))
      .toSorted((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol, 'en')),
  }
}
