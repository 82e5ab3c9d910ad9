import { ProtocolError, Server, type Transport } from '@modelcontextprotocol/server'
import { wireErrors } from '../intake/errors.ts'
import type { WireRefusal } from '../wire-refusal.ts'
import { paramsProblem } from './legacy-params.ts'

const missingResources = new WeakSet<object>()

/** A refusal as the error that the SDK sends. */
export const toProtocolError = ({ code, message, data }: WireRefusal): ProtocolError => {
  if (code === wireErrors.resourceNotFound.code && data) missingResources.add(data)
  return new ProtocolError(code, message, data)
}

type Sent = Parameters<Transport['send']>[0]

const restored = (message: Sent): Sent => {
  if (!('error' in message)) return message
  const { error } = message
  const isMissing = typeof error.data === 'object' && error.data !== null && missingResources.has(error.data)
  return isMissing ? { ...message, error: { ...error, code: wireErrors.resourceNotFound.code } } : message
}

/**
 * The SDK's server for the older revisions. They have a code of their own for a missing resource (2025-11-25,
 * server/resources, "Error Handling"), which the SDK replaces by the one of 2026-07-28; and parameters that do not fit
 * are the caller's mistake, which the SDK takes for its own.
 */
export class LegacyServer extends Server {
  override async connect(transport: Transport): Promise<void> {
    const send = transport.send.bind(transport)
    transport.send = (message, options) => send(restored(message), options)
    await super.connect(transport)
    const receive = transport.onmessage
    transport.onmessage = (message, extra) => {
      if (!('method' in message && 'id' in message)) return receive?.(message, extra)
      const problem = paramsProblem(message)
      if (problem === undefined) return receive?.(message, extra)
      const error = { code: wireErrors.invalidParams.code, message: problem }
      send({ jsonrpc: '2.0', id: message.id, error }).catch(reason => this.onerror?.(reason))
    }
  }
}
