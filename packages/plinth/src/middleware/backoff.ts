import { requireWhole } from './whole-number.ts'

export interface BackoffOptions {
  readonly baseMs?: number
  readonly maxMs?: number
  readonly jitter?: number
  readonly random?: () => number
}

/** Waits that double from one attempt to the next, up to a limit, each shortened at random by up to `jitter`. */
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
