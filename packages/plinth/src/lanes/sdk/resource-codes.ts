import { ProtocolError, Server, type Transport } from '@modelcontextprotocol/server'
import { wireErrors } from '../intake/errors.ts'
import type { WireRefusal } from '../wire-refusal.ts'

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
 * server/resources, "Error Handling"), which the SDK replaces by the one of 2026-07-28.
 */
export class LegacyServer extends Server {
  override connect(transport: Transport): Promise<void> {
    const send = transport.send.bind(transport)
    transport.send = (message, options) => send(restored(message), options)
    return super.connect(transport)
  }
}
