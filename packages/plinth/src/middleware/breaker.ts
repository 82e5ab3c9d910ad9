import { type Clock, systemClock } from '../clock.ts'

/** `closed` lets calls pass, `open` refuses them, `half_open` tries with one of them. */
export type BreakerState = 'closed' | 'open' | 'half_open'

/**
 * How a call ended, as far as the breaker is concerned. `neutral` is for calls that say nothing about the health
 * of what is behind them: a caller's input error, a request for input, a cancellation.
 */
export type BreakerOutcome = 'success' | 'failure' | 'neutral'

/** A breaker went from one state to another. */
export interface BreakerChange {
  readonly from: BreakerState
  readonly to: BreakerState
  /** The state that an operator holds it in; undefined when it works on its own. */
  readonly forced: 'open' | 'closed' | undefined
}

/** When `createBreaker` opens, and how it closes again. */
export interface BreakerOptions {
  /** Consecutive failures that open it. Default 5. */
  readonly threshold?: number
  /** Milliseconds from the first opening to the first probe. Default 60,000. */
  readonly recoveryMs?: number
  /** Factor by which the recovery time grows when a probe fails. Default 1.5. */
  readonly growth?: number
  /** Milliseconds beyond which the recovery time does not grow, before jitter. Default 300,000. */
  readonly maxRecoveryMs?: number
  /** Share by which each recovery time is varied at random, in both directions. Default 0.1. */
  readonly jitter?: number
  /** Consecutive successful probes that close it. Default 1. */
  readonly successesToClose?: number
  readonly clock?: Clock
  /** A number from 0 to below 1, for the jitter. Default `Math.random`. */
  readonly random?: () => number
  /** Told of every change once it is complete. What it throws reaches the caller of the method that changed it. */
  readonly onChange?: (change: BreakerChange) => void
}

/** Leave to make one call, whose outcome must be settled exactly once; further settling is ignored. */
export interface BreakerPermit {
  readonly allowed: true
  /** Whether the outcome will still count: not once the breaker has changed state. */
  readonly current: boolean
  settle(outcome: BreakerOutcome): void
}

/** No leave to call: the breaker is open. */
export interface BreakerRefusal {
  readonly allowed: false
  /** Milliseconds after which asking again makes sense. */
  readonly retryAfterMs: number
}

/** How a breaker stands, for those who look. */
export interface BreakerSnapshot {
  readonly state: BreakerState
  readonly forced: 'open' | 'closed' | undefined
  /** Failures since the last success. */
  readonly failures: number
  /** The current recovery time in milliseconds, before jitter. */
  readonly recoveryMs: number
  /** Milliseconds until the next probe; zero unless it is open on its own. */
  readonly retryAfterMs: number
}

/** A circuit breaker: it refuses calls for a while when those before them failed. */
export interface Breaker {
  readonly state: BreakerState
  readonly forced: 'open' | 'closed' | undefined
  /** Asks for leave to make a call. */
  check(): BreakerPermit | BreakerRefusal
  /**
   * Holds it open or closed, whatever the outcomes, which then count for nothing. `undefined` lets it work on its
   * own again, from a clean start.
   */
  force(state: 'open' | 'closed' | undefined): void
  snapshot(): BreakerSnapshot
}

/** What a refused caller is told while a probe is under way, which ends nobody knows when. */
const PROBE_WAIT_MS = 1_000

const requireRange = (name: string, value: number, min: number, max: number, whole = false) => {
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return
  const kind = whole ? 'a whole number' : 'a number'
  throw new RangeError(`Circuit breaker: ${name} must be ${kind} from ${min} to ${max}, but is ${value}`)
}

/**
 * Makes a circuit breaker: after `threshold` consecutive failures it refuses calls for `recoveryMs`, then lets
 * probes through one at a time, and closes when they succeed. A call that began before the breaker changed state
 * no longer counts when it ends.
 *
 * @throws RangeError when an option is out of range
 * @example
 * const breaker = createBreaker({ threshold: 3, recoveryMs: 10_000 })
 * const leave = breaker.check()
 * if (leave.allowed) leave.settle('success')
 */
export const createBreaker = (options: BreakerOptions = {}): Breaker => {
  const { threshold = 5, recoveryMs = 60_000, growth = 1.5, jitter = 0.1, successesToClose = 1 } = options
  const { clock = systemClock, random = Math.random, onChange } = options
  requireRange('threshold', threshold, 1, Number.MAX_SAFE_INTEGER, true)
  requireRange('recoveryMs', recoveryMs, 1, Number.MAX_SAFE_INTEGER)
  requireRange('growth', growth, 1, Number.MAX_SAFE_INTEGER)
  requireRange('jitter', jitter, 0, 1)
  requireRange('successesToClose', successesToClose, 1, Number.MAX_SAFE_INTEGER, true)
  const maxRecoveryMs = Math.max(recoveryMs, options.maxRecoveryMs ?? 300_000)
  requireRange('maxRecoveryMs', maxRecoveryMs, 1, Number.MAX_SAFE_INTEGER)

  let state: BreakerState = 'closed'
  let forced: 'open' | 'closed' | undefined
  let period = 0
  let failures = 0
  let successes = 0
  let probing = false
  let recovery = recoveryMs
  let openedAt = 0
  let openForMs = 0

  const change = (next: BreakerState, force: 'open' | 'closed' | undefined) => {
    const from = forced ?? state
    state = next
    forced = force
    period += 1
    successes = 0
    probing = false
    onChange?.({ from, to: forced ?? state, forced })
  }

  const close = (force: 'closed' | undefined) => {
    failures = 0
    recovery = recoveryMs
    change('closed', force)
  }

  const open = () => {
    openedAt = clock.now()
    openForMs = Math.round(recovery * (1 + jitter * (2 * random() - 1)))
    change('open', undefined)
  }

  const untilProbe = () => Math.max(0, openedAt + openForMs - clock.now())

  const leaveOpenWhenDue = () => {
    if (state !== 'open' || forced) return
    // A wall clock that was set back would otherwise hold the breaker open for as long as it was set back.
    if (clock.now() < openedAt) openedAt = clock.now()
    if (untilProbe() === 0) change('half_open', undefined)
  }

  const settled = (outcome: BreakerOutcome, probe: boolean) => {
    if (probe) probing = false
    if (outcome === 'success') {
      failures = 0
      successes += 1
      if (probe && successes >= successesToClose) close(undefined)
    } else if (outcome === 'failure') {
      failures += 1
      if (probe) recovery = Math.min(maxRecoveryMs, recovery * growth)
      if (probe || failures >= threshold) open()
    }
  }

  const permit = (probe: boolean): BreakerPermit => {
    const givenIn = period
    let done = false
    return {
      allowed: true,
      get current() {
        return givenIn === period
      },
      settle(outcome) {
        if (done) return
        done = true
        if (givenIn === period && !forced) settled(outcome, probe)
      },
    }
  }

  return {
    get state() {
      leaveOpenWhenDue()
      return forced ?? state
    },
    get forced() {
      return forced
    },
    check() {
      leaveOpenWhenDue()
      const current = forced ?? state
      if (current === 'closed') return permit(false)
      if (current === 'open') return { allowed: false, retryAfterMs: forced ? recoveryMs : untilProbe() }
      if (probing) return { allowed: false, retryAfterMs: PROBE_WAIT_MS }
      probing = true
      return permit(true)
    },
    force(next) {
      if (next === forced) return
      if (next === 'open') change(state, 'open')
      else close(next)
    },
    snapshot() {
      leaveOpenWhenDue()
      const current = forced ?? state
      const retryAfterMs = current === 'open' && !forced ? untilProbe() : 0
      return { state: current, forced, failures, recoveryMs: recovery, retryAfterMs }
    },
  }
}
