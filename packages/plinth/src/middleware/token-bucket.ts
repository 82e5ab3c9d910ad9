import { type Clock, systemClock } from '../clock.ts'

/** A bucket: so many tokens when it is full, and one more every so many milliseconds. */
export interface BucketLimit {
  /** What a refusal calls it. */
  readonly name: string
  readonly capacity: number
  /** Milliseconds in which one token comes back. */
  readonly refillMs: number
}

/** Whether a token was taken, or which limit was in the way. */
export type Taken =
  | { readonly allowed: true }
  | {
      readonly allowed: false
      /** The name of the limit that was reached. */
      readonly limit: string
      /** Milliseconds after which there is a token again, if nobody else takes it. */
      readonly retryAfterMs: number
    }

/**
 * Where tokens are kept. One that is shared by replicas has to do each `take` at once, as a script in Redis does, and
 * has to let keys expire whose buckets are full.
 */
export interface TokenBuckets {
  /** Takes a token out of each bucket of the key, or out of none. */
  take(key: string, limits: readonly BucketLimit[]): Taken | Promise<Taken>
}

export interface MemoryBucketsOptions {
  /** How many keys have buckets of their own; while there are more, the newcomers share theirs. Default 1,000. */
  readonly maxKeys?: number
  readonly clock?: Clock
}

/** How long each bucket needed to become full, at a time: the generic cell rate algorithm. */
interface State {
  at: number
  untilFullMs: readonly number[]
  /** When all of them are full. */
  fullAt: number
}

/** Milliseconds that rounding may have cost: a third of a second taken three times is a second. */
const ROUNDING = 1e-6

const takeFrom = (state: State, limits: readonly BucketLimit[], now: number): Taken => {
  const untilFullMs = limits.map(
    ({ refillMs }, index) => Math.max(0, (state.untilFullMs[index] ?? 0) - (now - state.at)) + refillMs,
  )
  for (const [index, { name, capacity, refillMs }] of limits.entries()) {
    const excessMs = (untilFullMs[index] ?? 0) - capacity * refillMs - ROUNDING
    if (excessMs > 0) return { allowed: false, limit: name, retryAfterMs: Math.ceil(excessMs) }
  }
  state.at = now
  state.untilFullMs = untilFullMs
  state.fullAt = now + Math.max(...untilFullMs)
  return { allowed: true }
}

/** A clock that is not set back: a bucket would wait for as long as it was. */
const monotonic = (clock: Clock) => {
  let last = clock.now()
  let setBackMs = 0
  return () => {
    const now = clock.now()
    setBackMs += Math.max(0, last - now)
    last = now
    return now + setBackMs
  }
}

const newState = (now: number): State => ({ at: now, untilFullMs: [], fullAt: now })

/**
 * Keeps token buckets in this process. Only full ones are dropped, which nobody can tell from new ones: dropping others
 * would let a caller win tokens by changing its key. When there is no room, newcomers share one set of buckets.
 *
 * @example
 * const buckets = memoryBuckets({ maxKeys: 100 })
 * buckets.take('ann', [{ name: 'sustained', capacity: 10, refillMs: 6_000 }]) // { allowed: true }
 */
export const memoryBuckets = (
  options: MemoryBucketsOptions = {},
): { take(key: string, limits: readonly BucketLimit[]): Taken; readonly size: number } => {
  const { maxKeys = 1_000, clock = systemClock } = options
  const time = monotonic(clock)
  const states = new Map<string, State>()
  let overflow: State | undefined
  let nextFullAt = 0

  /** Looks through all keys, but not again before one of them can have become full. */
  const dropFull = (now: number) => {
    if (now < nextFullAt) return
    nextFullAt = Number.POSITIVE_INFINITY
    for (const [key, { fullAt }] of states)
      if (fullAt <= now) states.delete(key)
      else nextFullAt = Math.min(nextFullAt, fullAt)
  }

  const stateOf = (key: string, now: number): State => {
    const known = states.get(key)
    if (known) return known
    if (states.size >= maxKeys) dropFull(now)
    if (states.size >= maxKeys) {
      overflow ??= newState(now)
      return overflow
    }
    const state = newState(now)
    states.set(key, state)
    return state
  }

  return {
    take(key, limits) {
      const now = time()
      const state = stateOf(key, now)
      const taken = takeFrom(state, limits, now)
      nextFullAt = Math.min(nextFullAt, state.fullAt)
      return taken
    },
    get size() {
      return states.size
    },
  }
}
