import type { CallContext } from '../context/call.ts'
import { ToolError } from '../define/errors.ts'
import type { Outcome, Refusal } from '../define/outcome.ts'
import { type Failure, failedResult } from '../define/result.ts'
import type { Logger } from '../logger.ts'
import { InvalidState } from './invalid-state.ts'
import { maskError } from './mask.ts'
import { securityRefusalIn } from './security-refusal.ts'

const refused = (refusal: Refusal, error: unknown): Outcome => ({ kind: 'refused', refusal, error })

/** Makes of what was thrown a failure in the form that the caller may see, with the whole error in the log. */
export const createFailures = (log: Logger, settings: { readonly maskErrors: boolean }) => {
  const report = ({ method, name, correlationId }: CallContext, failure: Failure, error: unknown): void => {
    const known = { method, name, correlationId, code: failure.code }
    const cause = error instanceof Error && error.cause !== undefined ? { cause: error.cause } : {}
    if (failure.errorId === undefined)
      log.info('tool.error', { ...known, message: failure.message, ...cause })
    else log.error('tool.error', { ...known, errorId: failure.errorId, error })
  }

  const failed = (ctx: CallContext, error: unknown): Outcome => {
    if (error instanceof InvalidState)
      return refused({ reason: 'invalid_state', message: error.message }, error)
    if (ctx.signal.aborted && !(error instanceof ToolError))
      return refused({ reason: 'cancelled', code: 'UNKNOWN', message: `${ctx.name} was cancelled` }, error)
    const failure = maskError(error, settings.maskErrors)
    report(ctx, failure, error)
    const refusal = securityRefusalIn(failure)
    if (refusal) ctx.emit('security.refused', refusal)
    if (ctx.method === 'tools/call') return { kind: 'result', result: failedResult(failure), error }
    const uri = ctx.method === 'resources/read' ? { uri: ctx.name } : {}
    return refused({ reason: 'failed', message: failure.message, failure, ...uri }, error)
  }

  /** Anything can be thrown, also what throws when it is looked at. */
  return (ctx: CallContext, error: unknown): Outcome => {
    try {
      return failed(ctx, error)
    } catch (cause) {
      return failed(ctx, new Error(`What was thrown around ${ctx.name} cannot be read`, { cause }))
    }
  }
}

export type Failures = ReturnType<typeof createFailures>
