import type { MiddlewareContext } from '../define/middleware.ts'
import type { Outcome } from '../define/outcome.ts'
import { type Failure, failedResult } from '../define/result.ts'

/**
 * Answers in place of the handler: a tool fails, so that the model reads what to do, and everything else is refused.
 *
 * @param error what led to it, for middleware further out
 */
export const turnAway = ({ method }: MiddlewareContext, failure: Failure, error?: Error): Outcome => ({
  ...(method === 'tools/call'
    ? { kind: 'result', result: failedResult(failure) }
    : { kind: 'refused', refusal: { reason: 'unavailable', ...failure } }),
  ...(error ? { error } : {}),
})
