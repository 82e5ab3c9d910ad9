import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, systemClock } from '../clock.ts'
import { encodeError, type IntakeError } from '../lanes/intake/intake-error.ts'
import { encodePlainError, isPlain } from './plain-error.ts'

export interface SendErrorOptions {
  /** The revision of the request, where it is known: it decides the form of an id that could not be read. */
  readonly revision?: string | undefined
  /** Bytes of an unread body that are thrown away while the client reads the answer. Default 8 MiB. */
  readonly maxDrainBytes?: number
  /** Milliseconds after which a client that still sends is cut off. Default 2000. */
  readonly drainTimeoutMs?: number
  readonly clock?: Clock
}

/** So little that waiting for it costs less than a new connection. */
const worthReading = 64 * 1024

const isAsGoodAsRead = (request: IncomingMessage): boolean => {
  if (request.complete) return true
  const { 'content-length': length, 'transfer-encoding': coding, expect } = request.headers
  return coding === undefined && expect === undefined && Number(length ?? 0) <= worthReading
}

/**
 * A connection that is closed while the client still sends is reset, and the reset may overtake the answer. So the
 * answer goes out whole, and the connection stays for a moment and a bounded number of bytes.
 */
const drainThenEnd = (request: IncomingMessage, response: ServerResponse, options: SendErrorOptions) => {
  const { maxDrainBytes = 8 * 1024 * 1024, drainTimeoutMs = 2000, clock = systemClock } = options
  let drained = 0
  const finish = () => {
    cancelTimer()
    request.off('data', onData).off('end', finish).off('close', finish)
    response.end()
  }
  const onData = (chunk: Buffer) => {
    drained += chunk.length
    if (drained > maxDrainBytes) finish()
  }
  const cancelTimer = clock.after(drainTimeoutMs, finish)
  request.on('data', onData).on('end', finish).on('close', finish).resume()
}

/**
 * Answers an HTTP request with an error from the intake. The connection is kept when the body was read or is short;
 * otherwise it is closed, in such a way that a client still busy sending gets to read the answer.
 */
export const sendError = (
  request: IncomingMessage,
  response: ServerResponse,
  error: IntakeError,
  options: SendErrorOptions = {},
): void => {
  if (response.headersSent || response.destroyed) return
  const body = isPlain.has(request) ? encodePlainError(error) : encodeError(error, options.revision)
  const keep = isAsGoodAsRead(request) && error.status !== 408
  response.writeHead(error.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...error.headers,
    ...(keep ? {} : { connection: 'close' }),
  })
  if (keep) {
    response.end(body)
    return
  }
  response.write(body)
  drainThenEnd(request, response, options)
}
