import { type Clock, systemClock } from '../clock.ts'
import { type ErrorCode, ToolError } from '../define/errors.ts'
import { type BackoffOptions, backoff } from './backoff.ts'
import { isPassing } from './passing.ts'
import { wait } from './wait.ts'
import { requireWhole } from './whole-number.ts'

/** How often `repeat` does something, and after which waits. */
export interface RepeatOptions extends BackoffOptions {
  /** Ends the waits; that of the call for which the work is done, `ctx.signal`. */
  readonly signal: AbortSignal
  /** How often it is done at most, the first time included. Default 3. */
  readonly attempts?: number
  /**
   * Errors after which it makes sense to try again. Default `CONNECTION_ERROR`, and `RATE_LIMITED` and
   * `RESOURCE_EXHAUSTED` where the error says when to come back. An open breaker never counts.
   */
  readonly codes?: readonly ErrorCode[]
  readonly clock?: Clock
}

const MAX_ATTEMPTS = 100

/**
 * Does a piece of work again that failed with a `ToolError` which passes: one request to an upstream, say, where the
 * middleware `retry` would repeat the whole call. The waits are those of `backoff`; an error that says when to come back
 * is waited for, or thrown at once where that is longer than `maxMs`. Whether it may be done twice, the caller has to know.
 *
 * @throws what the last attempt threw; the reason of the signal, where that ended a wait
 * @throws RangeError when an option is out of range
 * @example
 * const signal = AbortSignal.timeout(1_000)
 * let sent = 0
 * const send = async () => {
 *   sent += 1
 *   if (sent < 3) throw new ToolError('The upstream cannot be reached', { code: 'CONNECTION_ERROR' })
 *   return 'sunny'
 * }
 * await repeat(send, { signal, baseMs: 1 }) // 'sunny'
 */
export const repeat = async <T>(work: () => Promise<T>, options: RepeatOptions): Promise<T> => {
  const { signal, attempts = 3, codes, clock = systemClock } = options
  requireWhole('repeat', 'attempts', attempts, 1, MAX_ATTEMPTS)
  const { delayBefore, maxMs } = backoff(options)
  for (let done = 1; ; done++) {
    try {
      return await work()
    } catch (error) {
      if (done >= attempts || !(error instanceof ToolError) || !isPassing(error, codes)) throw error
      const afterMs = error.retryAfterMs ?? 0
      if (afterMs > maxMs) throw error
      const ended = await wait(clock, Math.max(delayBefore(done), afterMs), signal)
      if (ended === 'signal') throw signal.reason
    }
  }
}
