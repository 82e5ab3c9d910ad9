import { InMemoryTransport, type JSONRPCMessage } from '@modelcontextprotocol/server'
import type { Principal } from '../define/context.ts'
import type { Connection } from '../lanes/connection.ts'
import type { Host } from '../lanes/host.ts'
import { defaultLimits } from '../lanes/intake/index.ts'
import { createConnection } from './connection.ts'

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
  /** A client that is gone misses nothing. */
  const send = (text: string) => serverSide.send(JSON.parse(text) as JSONRPCMessage).catch(() => {})
  const caller: Connection = { transport: 'memory', ...(principal ? { principal } : {}) }
  const connection = createConnection(host, {
    connection: caller,
    limits: defaultLimits,
    writer: { send, offer: send },
  })
  let last: Promise<void> = serverSide.start()
  serverSide.onmessage = message => {
    const bytes = Buffer.from(JSON.stringify(message))
    last = last.then(() => connection.receive(bytes))
  }
  serverSide.onclose = () => void connection.close()
  return { transport: clientSide, close: () => connection.close() }
}
