import { InMemoryTransport } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import type { Principal } from '../define/context.ts'
import type { Host } from '../lanes/host.ts'
import type { Connection } from '../lanes/sdk/caller.ts'
import { createSdkServer } from '../lanes/sdk/server.ts'

/** The client's end of a connection inside of this process. */
export interface MemoryConnection {
  /** For the `connect` of a client of the official SDK. */
  readonly transport: InMemoryTransport
  close(): Promise<void>
}

/**
 * Serves one client in memory, on whatever revision it opens with.
 *
 * @param principal who calls; by default nobody is known
 */
export const serveMemory = (host: Host, principal?: Principal): MemoryConnection => {
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair()
  const connection: Connection = { transport: 'memory', ...(principal ? { principal } : {}) }
  const handle = serveStdio(({ era }) => createSdkServer(host, { era, connection, announces: true }), {
    transport: serverSide,
    onerror: error => host.log.debug('protocol.error', { error }),
  })
  return { transport: clientSide, close: () => handle.close() }
}
