import { connect, type Socket } from 'node:net'

/** How a port answered when it did not accept: `closed` refused, `filtered` stayed silent. */
export type Refusal = 'closed' | 'filtered' | 'unreachable' | 'failed'

/** A connection that did not come about. */
export class DialError extends Error {
  override readonly name = 'DialError'
  readonly refusal: Refusal
  /** The system's code, such as `ECONNREFUSED`. */
  readonly code: string
  readonly elapsedMs: number

  constructor(refusal: Refusal, code: string, elapsedMs: number) {
    super(`${refusal} (${code})`)
    this.refusal = refusal
    this.code = code
    this.elapsedMs = elapsedMs
  }
}

export interface Dialled {
  readonly socket: Socket
  /** How long the handshake took, in milliseconds. */
  readonly elapsedMs: number
}

export interface DialOptions {
  /** How long to wait for the handshake, in milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Opens a TCP connection to an address (never a name). */
export type Dial = (address: string, port: number, options: DialOptions) => Promise<Dialled>

const REFUSALS: ReadonlyMap<string, Refusal> = new Map([
  ['ECONNREFUSED', 'closed'],
  ['ECONNRESET', 'closed'],
  ['ETIMEDOUT', 'filtered'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
])

/**
 * Connects, or throws {@link DialError}. When the signal fires, the socket is destroyed and the signal's reason
 * thrown. The caller owns the socket that comes back, and has to destroy it.
 */
export const dial: Dial = (address, port, { timeoutMs, signal }) => {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Dialled>()
  const started = performance.now()
  const elapsed = () => performance.now() - started
  const socket = connect({ host: address, port })
  const fail = (error: Error) => {
    settle()
    socket.destroy()
    reject(error)
  }
  const onError = ({ code = 'UNKNOWN' }: NodeJS.ErrnoException) =>
    fail(new DialError(REFUSALS.get(code) ?? 'failed', code, elapsed()))
  const onAbort = () => fail(signal.reason)
  const timer = setTimeout(() => fail(new DialError('filtered', 'ETIMEDOUT', elapsed())), timeoutMs)
  const settle = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    socket.off('error', onError)
    // A socket that is being destroyed, or is not read yet, may still report an error, and nobody else listens.
    socket.on('error', () => {})
  }
  signal.addEventListener('abort', onAbort, { once: true })
  socket.once('error', onError)
  socket.once('connect', () => {
    settle()
    resolve({ socket, elapsedMs: elapsed() })
  })
  return promise
}
