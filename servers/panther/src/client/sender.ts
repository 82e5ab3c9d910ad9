import { type Clock, systemClock, ToolError } from 'plinth'
import {
  type BackoffOptions,
  type Breaker,
  type BreakerOptions,
  type BreakerOutcome,
  createBreaker,
  repeat,
} from 'plinth/middleware'
import type { Call } from './call.ts'
import type { Answer, Exchange, Outgoing } from './exchange.ts'
import { resting } from './failures.ts'

export interface SenderOptions {
  /** How often a request that may be repeated is sent at most. */
  readonly attempts: number
  readonly backoff?: BackoffOptions
  readonly breaker?: BreakerOptions
  readonly clock?: Clock
}

const verdictOn = (error: unknown): BreakerOutcome => {
  if (!(error instanceof ToolError)) return 'neutral'
  if (error.code === 'CONNECTION_ERROR' || error.code === 'TIMEOUT') return 'failure'
  return error.code === 'RATE_LIMITED' ? 'neutral' : 'success'
}

/**
 * Sends requests through one breaker for the whole of Panther, and sends those again that may be: after a wait that
 * doubles, or for which Panther asked. What changes something is sent once.
 */
export const createSender = (exchange: Exchange, options: SenderOptions) => {
  const { attempts, clock = systemClock } = options
  const breaker = createBreaker({ clock, recoveryMs: 15_000, maxRecoveryMs: 120_000, ...options.breaker })

  const attempt = async <T>(call: Call, outgoing: Outgoing, read: (answer: Answer) => T): Promise<T> => {
    const leave = breaker.check()
    if (!leave.allowed) throw resting(leave.retryAfterMs)
    try {
      const value = read(await exchange.send(call, outgoing))
      leave.settle('success')
      return value
    } catch (error) {
      leave.settle(call.signal.aborted ? 'neutral' : verdictOn(error))
      throw error
    }
  }

  return {
    breaker: breaker as Pick<Breaker, 'snapshot'>,
    /**
     * @param read makes a value of the answer, or throws what it means
     * @throws ToolError that says what can be done
     */
    send: <T>(call: Call, outgoing: Outgoing, read: (answer: Answer) => T): Promise<T> =>
      repeat(() => attempt(call, outgoing, read), {
        maxMs: 10_000,
        ...options.backoff,
        attempts: outgoing.repeatable ? attempts : 1,
        signal: call.signal,
        clock,
      }),
  }
}

export type Sender = ReturnType<typeof createSender>
