import { type ErrorCode, ToolError } from '../define/errors.ts'
import { failureIn, type Outcome, refuse } from '../define/outcome.ts'
import { failureOf } from '../define/result.ts'
import { InvalidState } from '../dispatch/invalid-state.ts'
import type { BreakerOutcome } from './breaker.ts'
import { BulkheadFull } from './bulkhead.ts'

/** Failures that say nothing of the health of what is called: callers could open the breaker with them at will. */
export const NEUTRAL_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'VALIDATION_ERROR',
  'NOT_FOUND',
  'PERMISSION_DENIED',
  'RATE_LIMITED',
  'CIRCUIT_BREAKER_OPEN',
])

/** An error that went through `next`, as the outcome that the dispatcher will make of it. */
export const outcomeOfError = (error: unknown): Outcome => {
  if (error instanceof InvalidState) return refuse({ reason: 'invalid_state', message: error.message })
  const failure =
    error instanceof ToolError
      ? failureOf(error)
      : { code: 'INTERNAL_ERROR' as const, message: 'Something went wrong inside of the server' }
  return { kind: 'refused', refusal: { reason: 'failed', message: failure.message, failure }, error }
}

const isFailureByRule = (outcome: Outcome): boolean => {
  const failure = failureIn(outcome)
  if (!failure || NEUTRAL_CODES.has(failure.code)) return false
  return !('error' in outcome && outcome.error instanceof BulkheadFull)
}

/** What an outcome means for a breaker. Questions, refusals and tasks mean nothing, unless the predicate says so. */
export const verdictOn = (
  outcome: Outcome,
  isFailure: (outcome: Outcome) => boolean | undefined,
): BreakerOutcome => {
  if (isFailure(outcome) ?? isFailureByRule(outcome)) return 'failure'
  return outcome.kind === 'result' && !failureIn(outcome) ? 'success' : 'neutral'
}
