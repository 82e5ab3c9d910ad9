import { ToolError } from '../define/errors.ts'
import type { Breaker, BreakerOutcome, BreakerPermit } from '../middleware/breaker.ts'
import { NEUTRAL_CODES } from '../middleware/breaker-verdict.ts'
import type { Bulkhead } from '../middleware/bulkhead.ts'
import { breakerOpen, toToolError } from './failures.ts'

const ask = (breaker: Breaker, command: string): BreakerPermit => {
  const answer = breaker.check()
  if (answer.allowed) return answer
  throw breakerOpen(command, answer.retryAfterMs, breaker.forced !== undefined)
}

const outcomeOf = (error: unknown, command: string, signal: AbortSignal): BreakerOutcome => {
  if (signal.aborted && !(error instanceof ToolError)) return 'neutral'
  return NEUTRAL_CODES.has(toToolError(error, command).code) ? 'neutral' : 'failure'
}

/**
 * Runs `work` when the breaker allows it and a slot is free. The breaker is asked before the wait, so that nobody waits
 * for nothing, and again after it, since it may have opened meanwhile. The slot is held until `work` has really ended.
 *
 * @throws ToolError with code CIRCUIT_BREAKER_OPEN, or RESOURCE_EXHAUSTED when there is no room to wait
 */
export const guarded = async <T>(
  {
    breaker,
    bulkhead,
    command,
  }: { readonly breaker: Breaker; readonly bulkhead: Bulkhead; readonly command: string },
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> => {
  ask(breaker, command).settle('neutral')
  const release = await bulkhead.acquire({ signal })
  try {
    const permit = ask(breaker, command)
    try {
      const result = await work()
      permit.settle('success')
      return result
    } catch (error) {
      permit.settle(outcomeOf(error, command, signal))
      throw error
    }
  } finally {
    release()
  }
}
