import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import type { Connection } from '../connection.ts'
import type { Host } from '../host.ts'
import { type Inbound, type RequestId, wireErrors } from '../intake/index.ts'
import { type Batch, createBatches } from './batches.ts'
import { cancelledBy, createExchanges } from './exchanges.ts'
import { createSdkServer } from './server.ts'

/** One client of an older revision, on one connection for all its messages. */
export interface LegacyConnection {
  /** What the handshake agreed on, once there was one. */
  readonly revision: string | undefined
  receive(inbound: Inbound): Promise<void>
  /** The client has closed its end: nobody answers any more what the server has asked it. */
  end(): void
  /** Resolves when every request has been answered or cancelled. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** Hands the messages of a connection to the SDK, and what the SDK sends to `send`. */
export const createLegacyConnection = (
  host: Host,
  connection: Connection,
  send: (text: string) => Promise<unknown>,
): LegacyConnection => {
  let ended = false
  let initializing: RequestId | undefined
  let negotiated: string | undefined
  const batches = createBatches()
  const exchanges = createExchanges()

  /** What was agreed on stands in the answer to `initialize`. */
  const observe = (message: JSONRPCMessage) => {
    if (initializing === undefined || !('id' in message) || message.id !== initializing) return
    initializing = undefined
    if ('result' in message) negotiated = String(message.result.protocolVersion)
  }

  const transport: Transport = {
    start: async () => {},
    async send(message) {
      observe(message)
      const text = batches.collect(message)
      const written = text === undefined ? undefined : send(text)
      exchanges.sent(message)
      if (ended) giveUpAsking()
      await written
    },
    close: async () => transport.onclose?.(),
  }

  const giveUpAsking = () => {
    const error = { code: wireErrors.unavailable.code, message: 'The client has closed its end' }
    for (const id of exchanges.asked()) deliver({ jsonrpc: '2.0', id, error })
  }

  const deliver = (message: JSONRPCMessage) => {
    exchanges.received(message)
    transport.onmessage?.(message)
  }

  /** Hands a message over. Gives the answer to a batch that waited for nothing but what this message cancels. */
  const take = (message: JSONRPCMessage): string | undefined => {
    deliver(message)
    const cancelled = cancelledBy(message)
    return cancelled === undefined ? undefined : batches.drop(cancelled)
  }

  const takeBatch = (batch: Batch): (string | undefined)[] => {
    const answers = batches.open(batch).map(({ message }) => take(message as JSONRPCMessage))
    return [...answers, batches.settled()]
  }

  const handle = serveStdio(({ era }) => createSdkServer(host, { era, connection, announces: true }), {
    transport,
    onerror: error => host.log.debug('protocol.error', { error }),
  })

  return {
    get revision() {
      return negotiated
    },
    async receive(inbound) {
      if (inbound.kind === 'request' && inbound.message.method === 'initialize')
        initializing = inbound.message.id
      const texts = inbound.kind === 'batch' ? takeBatch(inbound) : [take(inbound.message as JSONRPCMessage)]
      for (const text of texts) if (text !== undefined) await send(text)
    },
    end() {
      ended = true
      giveUpAsking()
    },
    settled: () => exchanges.settled(),
    close: () => handle.close(),
  }
}
