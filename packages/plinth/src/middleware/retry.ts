import { type Clock, systemClock } from '../clock.ts'
import type { CallContext } from '../context/call.ts'
import { isAborted, type SignalSource } from '../context/call-signal.ts'
import type { ErrorCode } from '../define/errors.ts'
import { type Middleware, type MiddlewareContext, type Next, repeating } from '../define/middleware.ts'
import { failureIn, type Outcome, refuse } from '../define/outcome.ts'
import { backoff } from './backoff.ts'
import { outcomeOfError } from './breaker-verdict.ts'
import { BulkheadFull } from './bulkhead.ts'
import { subjectOf } from './by-subject.ts'
import { isPassing } from './passing.ts'
import { wait } from './wait.ts'
import { requireWhole } from './whole-number.ts'

/** What `retry` repeats, how often, and after which waits. */
export interface RetryOptions {
  /** How often a call is carried out at most, the first time included. Default 3. */
  readonly attempts?: number
  /** Milliseconds before the second attempt; they double with each one after it. Default 200. */
  readonly baseMs?: number
  /** Milliseconds beyond which the wait does not grow. Who asks to be left alone for longer is. Default 5,000. */
  readonly maxMs?: number
  /** Share by which each wait is shortened at random, so that callers do not come back together. Default 0.5. */
  readonly jitter?: number
  /**
   * Failures after which it makes sense to try again. Default `CONNECTION_ERROR`, and `RATE_LIMITED` and
   * `RESOURCE_EXHAUSTED` where the failure says when to come back. An open breaker and a full queue never count.
   */
  readonly codes?: readonly ErrorCode[]
  readonly clock?: Clock
  /** A number from 0 to below 1, for the jitter. Default `Math.random`. */
  readonly random?: () => number
}

const MAX_ATTEMPTS = 10

/** What an attempt gave: an outcome, or what was thrown further in. */
type Attempt = { readonly outcome: Outcome } | { readonly outcome: Outcome; readonly thrown: unknown }

const attempt = async (next: Next, timeoutMs: number): Promise<Attempt> => {
  try {
    return { outcome: await next({ timeoutMs }) }
  } catch (thrown) {
    return { outcome: outcomeOfError(thrown), thrown }
  }
}

const CARRIED_OUT: ReadonlySet<string> = new Set(['tools/call', 'resources/read', 'prompts/get'])

const isRepeatable = ({ method, component }: MiddlewareContext): boolean =>
  component?.repeatable === true && CARRIED_OUT.has(method)

/** Outcomes that a retry further in has given up on. */
const spent = new WeakSet<Outcome>()

const giveUp = (made: Attempt): Outcome => {
  if (failureIn(made.outcome)) spent.add(made.outcome)
  if ('thrown' in made) throw made.thrown
  return made.outcome
}

const cancelled = ({ name }: MiddlewareContext): Outcome =>
  refuse({ reason: 'cancelled', code: 'UNKNOWN', message: `${name} was cancelled` })

/** The failure in an outcome, if another attempt may come to something else. */
const passingFailure = (outcome: Outcome, codes: readonly ErrorCode[] | undefined) => {
  const failure = failureIn(outcome)
  if (!failure || spent.has(outcome) || !isPassing(failure, codes)) return undefined
  return 'error' in outcome && outcome.error instanceof BulkheadFull ? undefined : failure
}

/**
 * Carries out a call again that failed for a reason which passes: tools that only read, tools that are idempotent and not
 * destructive, tools that are declared `repeatable`, reading resources and getting prompts. The wait doubles from one attempt to the next and is shortened at random; a
 * failure that says when to come back is waited for, or given up on where that is longer than `maxMs`.
 *
 * All attempts and waits together take no longer than the call may. None begins before the handler of the one before
 * has really ended, or after the call was cancelled. Never repeated are refusals, questions and tasks. Of two that stand
 * around one call, only the inner one repeats it.
 *
 * Put it inside of the rate limit, which then counts the call once, and outside of the circuit breaker and the
 * concurrency limit: they count each attempt, and nobody holds a slot while it waits. Emits `retry.attempt`.
 *
 * @throws RangeError when an option is out of range
 * @example
 * server.tool('forecast', { annotations: { readOnlyHint: true }, use: [retry({ attempts: 3 })] }, () => 'Sunny')
 */
export const retry = (options: RetryOptions = {}): Middleware => {
  const { attempts = 3, codes, clock = systemClock } = options
  requireWhole('retry', 'attempts', attempts, 1, MAX_ATTEMPTS)
  const { delayBefore, maxMs } = backoff(options)

  /** Waits until it is time for another attempt and the handler of the last one has ended. */
  const pause = async (ctx: MiddlewareContext, signal: AbortSignal, delayMs: number, endsAt: number) => {
    const ended = await wait(clock, delayMs, signal)
    return ended === 'signal' ? ended : wait(clock, endsAt - clock.now(), signal, ctx.handlerEnded())
  }

  /** @param source of the signal around all attempts: each has one of its own */
  const goOn = async (
    ctx: MiddlewareContext,
    next: Next,
    { first, source, endsAt }: { first: Attempt; source: SignalSource; endsAt: number },
  ): Promise<Outcome> => {
    let made = first
    for (let failed = 1; failed < attempts && !isAborted(source); failed++) {
      const failure = passingFailure(made.outcome, codes)
      if (!failure || (failure.retryAfterMs ?? 0) > maxMs) break
      const delayMs = Math.max(delayBefore(failed), failure.retryAfterMs ?? 0)
      if (clock.now() + delayMs >= endsAt) break
      ctx.emit('retry.attempt', { ...subjectOf(ctx), attempt: failed + 1, delayMs, code: failure.code })
      const ended = await pause(ctx, source.signal, delayMs, endsAt)
      if (ended === 'signal') return cancelled(ctx)
      if (ended === 'time') break
      made = await attempt(next, endsAt - clock.now())
    }
    return giveUp(made)
  }

  return repeating((ctx, next) => {
    if (!isRepeatable(ctx)) return next()
    const { source } = ctx as CallContext
    const endsAt = clock.now() + ctx.timeoutMs
    const fail = (first: Attempt) => goOn(ctx, next, { first, source, endsAt })
    return next().then(
      outcome => (failureIn(outcome) ? fail({ outcome }) : outcome),
      thrown => fail({ outcome: outcomeOfError(thrown), thrown }),
    )
  })
}
