import type { Readable, Writable } from 'node:stream'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server'
import { serveStdio as serveSdkStdio } from '@modelcontextprotocol/server/stdio'
import type { Host } from '../lanes/host.ts'
import {
  allRevisions,
  defaultLimits,
  encodeError,
  type IntakeError,
  type IntakeLimits,
  type RequestId,
  receiveLine,
  tooLong,
} from '../lanes/intake/index.ts'
import { createSdkServer } from '../lanes/sdk/server.ts'
import { createBatches } from './batches.ts'
import { readLines } from './lines.ts'
import { lineWriter } from './writer.ts'

export interface StdioOptions {
  readonly input?: Readable
  readonly output?: Writable
  readonly limits?: IntakeLimits
  /** Called once when the client has closed its end, or does not read any more. */
  readonly onEnd?: () => void
}

export interface StdioServing {
  /** Reads no further message. */
  stopAccepting(): void
  /** Ends the connection: what is in flight is aborted, what was answered is written. */
  close(): Promise<void>
}

/** Serves one client over the process's own streams: one message a line. Nothing else may write to the output. */
export const serveStdio = (host: Host, options: StdioOptions = {}): StdioServing => {
  const { input = process.stdin, output = process.stdout, limits = defaultLimits, onEnd = () => {} } = options
  let accepting = true
  let initializing: RequestId | undefined
  let negotiated: string | undefined
  const writer = lineWriter(output, { onLost: onEnd })
  const batches = createBatches()

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
      if (text !== undefined) await writer.send(text)
    },
    close: async () => transport.onclose?.(),
  }

  const refuse = async (error: IntakeError): Promise<void> => {
    if (error.subject === 'notification' || error.subject === 'response')
      host.log.warning('protocol.ignored', { code: error.code, message: error.message })
    else await writer.send(encodeError(error, negotiated))
  }

  const receive = async (bytes: Uint8Array): Promise<void> => {
    const intake = receiveLine(bytes, { limits, served: allRevisions }, { revision: negotiated })
    if (!intake.ok) return refuse(intake.error)
    const { inbound } = intake.value
    if (inbound.kind === 'batch') {
      for (const { message } of batches.open(inbound)) transport.onmessage?.(message as JSONRPCMessage)
      const answered = batches.settled()
      if (answered !== undefined) await writer.send(answered)
      return
    }
    if (inbound.kind === 'request' && inbound.message.method === 'initialize')
      initializing = inbound.message.id
    transport.onmessage?.(inbound.message as JSONRPCMessage)
  }

  const read = async () => {
    for await (const line of readLines(input, { maxBytes: limits.maxBytes })) {
      if (!accepting) return
      if (line.kind === 'line') await receive(line.bytes)
      else await refuse(tooLong(limits.maxBytes))
      await writer.drained()
    }
  }

  const handle = serveSdkStdio(
    ({ era }) => createSdkServer(host, { era, connection: { transport: 'stdio' }, announces: true }),
    { transport, onerror: error => host.log.debug('protocol.error', { error }) },
  )
  read()
    .catch(error => host.log.debug('stdio.read_failed', { error }))
    .finally(() => {
      if (accepting) onEnd()
    })

  return {
    stopAccepting() {
      accepting = false
      input.pause()
    },
    async close() {
      accepting = false
      await handle.close()
      await writer.close()
      input.destroy()
    },
  }
}
