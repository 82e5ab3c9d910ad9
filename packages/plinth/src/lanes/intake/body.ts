import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../clock.ts'
import { type ByteCollector, byteCollector } from './byte-collector.ts'
import { tooLong } from './decode.ts'
import { wireErrors } from './errors.ts'
import { type IntakeError, intakeError } from './intake-error.ts'

export interface BodyLimits {
  /** Length of the body in bytes, beyond which the answer is 413. */
  readonly maxBytes: number
  /** Milliseconds from now in which the whole body must arrive, after which the answer is 408. */
  readonly timeoutMs: number
  readonly clock: Clock
}

/** What came of reading a body. Nobody is left to answer when it was aborted. */
export type Body =
  | { readonly kind: 'body'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly error: IntakeError }
  | { readonly kind: 'aborted' }

const aborted: Body = { kind: 'aborted' }

const noBytes = new Uint8Array(0)

const ignore = () => {}

const refuse = (error: IntakeError): Body => ({ kind: 'refused', error })

const tooSlow = (timeoutMs: number): Body =>
  refuse(intakeError(wireErrors.requestTimeout, `The body did not arrive within ${timeoutMs / 1000} seconds`))

/** Whether nothing of a body is missing any more. Its end is told a moment later, when as much came as was announced. */
const isWhole = (request: IncomingMessage): boolean =>
  request.complete || request.readableLength === Number(request.headers['content-length'])

/** Reads such a body: nobody has to wait or to listen for it. */
const wholeBody = (request: IncomingMessage, maxBytes: number): Body => {
  const bytes: Uint8Array = request.read() ?? noBytes
  // The connection takes its next request once this one has been read to its end.
  if (!request.complete) request.resume()
  return bytes.length > maxBytes ? refuse(tooLong(maxBytes)) : { kind: 'body', bytes }
}

const arriving = (request: IncomingMessage, { maxBytes, timeoutMs, clock }: BodyLimits): Promise<Body> =>
  new Promise(resolve => {
    let first: Uint8Array | undefined
    let collected: ByteCollector | undefined
    let settled = false
    const settle = (body: Body) => {
      if (settled) return
      settled = true
      cancelTimer()
      resolve(body)
    }
    /** Most bodies come in one chunk, which is handed over as it came. */
    const keep = (chunk: Uint8Array): boolean => {
      if (first === undefined && chunk.length <= maxBytes) {
        first = chunk
        return true
      }
      if (!collected) {
        collected = byteCollector(maxBytes)
        if (first) collected.push(first)
      }
      return collected.push(chunk)
    }
    request.on('data', (chunk: Buffer) => {
      if (settled || keep(chunk)) return
      request.pause()
      settle(refuse(tooLong(maxBytes)))
    })
    request.on('end', () => settle({ kind: 'body', bytes: collected?.take() ?? first ?? noBytes }))
    request.on('close', () => settle(aborted))
    // A connection that breaks is told by 'close'; without a listener its error would end the process.
    request.on('error', ignore)
    const cancelTimer = clock.after(timeoutMs, () => {
      if (settled) return
      request.pause()
      settle(tooSlow(timeoutMs))
    })
  })

/**
 * Reads the body of a request into memory, never more than `maxBytes` of it and never for longer than `timeoutMs`.
 * After a refusal the request is paused with the rest unread: answer with `sendError`, which sees the connection off.
 */
export const readBody = (
  request: IncomingMessage,
  { maxBytes, timeoutMs, clock }: BodyLimits,
): Promise<Body> => {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes)
    return Promise.resolve(refuse(tooLong(maxBytes)))
  return new Promise(resolve => {
    // By the end of this step of the event loop most bodies are there, having come with their headers.
    process.nextTick(() => {
      if (request.destroyed) resolve(aborted)
      else if (isWhole(request)) resolve(wholeBody(request, maxBytes))
      else resolve(arriving(request, { maxBytes, timeoutMs, clock }))
    })
  })
}
