import { requireWhole } from './whole-number.ts'

/** How fast the waits of `backoff` grow, and how far. */
export interface BackoffOptions {
  /** Milliseconds before the second attempt. Default 200. */
  readonly baseMs?: number
  /** Milliseconds beyond which the wait does not grow. Default 5,000. */
  readonly maxMs?: number
  /** Share by which each wait is shortened at random, from 0 to 1. Default 0.5. */
  readonly jitter?: number
  /** A number from 0 to below 1. Default `Math.random`. */
  readonly random?: () => number
}

/**
 * Waits that double from one attempt to the next, up to a limit, each shortened at random by up to `jitter`. For what
 * repeats in a way of its own; `repeat` does a piece of work again after such waits.
 *
 * @throws RangeError when an option is out of range
 * @example
 * const { delayBefore } = backoff({ baseMs: 100, jitter: 0 })
 * const delays = [1, 2, 3].map(delayBefore)
 * delays // [100, 200, 400]
 */
export const backoff = (options: BackoffOptions) => {
  const { baseMs = 200, maxMs = 5_000, jitter = 0.5, random = Math.random } = options
  requireWhole('retry', 'baseMs', baseMs, 0)
  requireWhole('retry', 'maxMs', maxMs, 0)
  if (!(jitter >= 0 && jitter <= 1))
    throw new RangeError(`retry: jitter must be a number from 0 to 1, but is ${jitter}`)
  return {
    maxMs,
    /** @param failed how many attempts have failed so far */
    delayBefore: (failed: number): number =>
      Math.round(Math.min(maxMs, baseMs * 2 ** (failed - 1)) * (1 - jitter * random())),
  }
}
