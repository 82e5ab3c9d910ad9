import type { Readable, Writable } from 'node:stream'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server'
import { serveStdio as serveSdkStdio } from '@modelcontextprotocol/server/stdio'
import type { Principal } from '../define/context.ts'
import type { Host } from '../lanes/host.ts'
import {
  allRevisions,
  defaultLimits,
  encodeError,
  type IntakeError,
  type IntakeLimits,
  intakeError,
  paramsError,
  type RequestId,
  receiveLine,
  tooLong,
  wireErrors,
} from '../lanes/intake/index.ts'
import type { Connection } from '../lanes/sdk/caller.ts'
import { createSdkServer } from '../lanes/sdk/server.ts'
import { type Batch, createBatches } from './batches.ts'
import { cancelledBy, createExchanges } from './exchanges.ts'
import { readLines } from './lines.ts'
import { lineWriter } from './writer.ts'

export interface StdioOptions {
  readonly input?: Readable
  readonly output?: Writable
  readonly limits?: IntakeLimits
  /** Who calls. Default: nobody is known. */
  readonly principal?: Principal | undefined
  /** Called once when the client has closed its end, or does not read any more. */
  readonly onEnd?: () => void
}

export interface StdioServing {
  /** Refuses new requests from now on. What else the client says still counts: answers, cancellations. */
  stopAccepting(): void
  /** Resolves when every request has been answered; subscriptions do not count. */
  idle(): Promise<void>
  /** Ends the connection: what is in flight is aborted, what was answered is written. */
  close(): Promise<void>
}

const stopping = (id: RequestId): IntakeError =>
  intakeError(wireErrors.unavailable, 'The server is shutting down', { subject: 'request', id })

const refuseRequests = (batch: Batch): Batch => ({
  ...batch,
  messages: batch.messages.filter(({ kind }) => kind !== 'request'),
  errors: [
    ...batch.errors,
    ...batch.messages.flatMap(each => (each.kind === 'request' ? [stopping(each.message.id)] : [])),
  ],
})

/** Serves one client over the process's own streams: one message a line. Nothing else may write to the output. */
export const serveStdio = (host: Host, options: StdioOptions = {}): StdioServing => {
  const { input = process.stdin, output = process.stdout, limits = defaultLimits } = options
  const { principal, onEnd = () => {} } = options
  let accepting = true
  let ended = false
  let closed = false
  let initializing: RequestId | undefined
  let negotiated: string | undefined
  const writer = lineWriter(output, { onLost: onEnd })
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
      const written = text === undefined ? undefined : writer.send(text)
      exchanges.sent(message)
      if (ended) giveUpAsking()
      await written
    },
    close: async () => transport.onclose?.(),
  }

  /** Nobody answers any more what the server has asked the client. */
  const giveUpAsking = () => {
    const error = { code: wireErrors.unavailable.code, message: 'The client has closed its end' }
    for (const id of exchanges.asked()) deliver({ jsonrpc: '2.0', id, error })
  }

  const deliver = (message: JSONRPCMessage) => {
    exchanges.received(message)
    transport.onmessage?.(message)
  }

  const refuse = async (error: IntakeError): Promise<void> => {
    if (error.subject === 'notification' || error.subject === 'response')
      host.log.warning('protocol.ignored', { code: error.code, message: error.message })
    else await writer.send(encodeError(error, negotiated))
  }

  const write = async (texts: readonly (string | undefined)[]): Promise<void> => {
    for (const text of texts) if (text !== undefined) await writer.send(text)
  }

  const receiveBatch = (batch: Batch): Promise<void> => {
    const opened = batches.open(accepting ? batch : refuseRequests(batch))
    const answers = opened.map(({ message }) => take(message as JSONRPCMessage))
    return write([...answers, batches.settled()])
  }

  const receive = async (bytes: Uint8Array): Promise<void> => {
    const intake = receiveLine(bytes, { limits, served: allRevisions }, { revision: negotiated })
    if (!intake.ok) return refuse(intake.error)
    const fault = paramsError(intake.value)
    if (fault) return refuse(fault)
    const { inbound } = intake.value
    if (inbound.kind === 'batch') return receiveBatch(inbound)
    if (inbound.kind === 'request') {
      const { id, method } = inbound.message
      if (!accepting) return refuse(stopping(id))
      if (method === 'initialize') initializing = id
    }
    return write([take(inbound.message as JSONRPCMessage)])
  }

  /** Hands a message over. Gives the answer to a batch that waited for nothing but what this message cancels. */
  const take = (message: JSONRPCMessage): string | undefined => {
    deliver(message)
    const cancelled = cancelledBy(message)
    return cancelled === undefined ? undefined : batches.drop(cancelled)
  }

  const read = async () => {
    for await (const line of readLines(input, { maxBytes: limits.maxBytes })) {
      if (line.kind === 'line') await receive(line.bytes)
      else await refuse(tooLong(limits.maxBytes))
      await writer.drained()
    }
  }

  const connection: Connection = { transport: 'stdio', ...(principal ? { principal } : {}) }
  const handle = serveSdkStdio(({ era }) => createSdkServer(host, { era, connection, announces: true }), {
    transport,
    onerror: error => host.log.debug('protocol.error', { error }),
  })
  read()
    .catch(error => (closed ? undefined : host.log.error('stdio.read_failed', { error })))
    .finally(() => {
      ended = true
      giveUpAsking()
      if (accepting) onEnd()
    })

  return {
    stopAccepting() {
      accepting = false
    },
    idle: () => exchanges.settled(),
    async close() {
      accepting = false
      closed = true
      await handle.close()
      await writer.close()
      input.destroy()
    },
  }
}
