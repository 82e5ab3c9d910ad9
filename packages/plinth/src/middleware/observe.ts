import { type ErrorCode, ToolError } from '../define/errors.ts'
import type { MiddlewareContext, Next } from '../define/middleware.ts'
import { codeOf, failureIn, type Outcome, type Refusal } from '../define/outcome.ts'
import { InvalidState } from '../dispatch/rounds.ts'

/** How a request ended, as logs and statistics tell it. */
export interface Ending {
  readonly outcome: 'ok' | 'failed' | 'refused' | 'cancelled' | 'input_required' | 'task'
  /** What went wrong. */
  readonly code?: ErrorCode
  /** Why it was refused. */
  readonly reason?: Refusal['reason']
  /** Finds the whole error in the log. */
  readonly errorId?: string
}

const endingOfRefusal = (refusal: Refusal): Ending => {
  const { reason } = refusal
  return reason === 'cancelled'
    ? { outcome: 'cancelled' }
    : { outcome: 'refused', reason, code: codeOf(refusal) }
}

const endingOf = (outcome: Outcome): Ending => {
  const failure = failureIn(outcome)
  if (failure) {
    const { code, errorId } = failure
    return { outcome: 'failed', code, ...(errorId === undefined ? {} : { errorId }) }
  }
  if (outcome.kind === 'refused') return endingOfRefusal(outcome.refusal)
  return { outcome: outcome.kind === 'result' ? 'ok' : outcome.kind }
}

/** What the dispatcher will make of an error that a middleware further in has thrown. */
const endingOfError = (ctx: MiddlewareContext, error: unknown): Ending => {
  if (error instanceof InvalidState)
    return endingOfRefusal({ reason: 'invalid_state', message: error.message })
  if (error instanceof ToolError) return { outcome: 'failed', code: error.code }
  return ctx.signal.aborted ? { outcome: 'cancelled' } : { outcome: 'failed', code: 'INTERNAL_ERROR' }
}

/**
 * Goes on with the request and tells how it ended, whether it gave an outcome or threw. Changes neither.
 *
 * @param onEnd gets the outcome too, where there is one
 */
export const observe = async (
  ctx: MiddlewareContext,
  next: Next,
  onEnd: (ending: Ending, outcome?: Outcome) => void,
): Promise<Outcome> => {
  let outcome: Outcome
  try {
    outcome = await next()
  } catch (error) {
    onEnd(endingOfError(ctx, error))
    throw error
  }
  onEnd(endingOf(outcome), outcome)
  return outcome
}
