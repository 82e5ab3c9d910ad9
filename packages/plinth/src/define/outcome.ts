import type { ErrorCode } from './errors.ts'
import type { Failure, ToolResult } from './result.ts'
import type { TaskInfo } from './task.ts'

/** A question to the client, in the protocol's own shape (basic/patterns/mrtr, "InputRequests"). */
export interface InputRequest {
  readonly method: 'elicitation/create' | 'sampling/createMessage' | 'roots/list'
  readonly params?: Readonly<Record<string, unknown>>
}

/** Why a request was not carried out. Each lane maps it to its own wire form. */
export type Refusal =
  | { readonly reason: 'method_not_found'; readonly message: string }
  | {
      readonly reason: 'not_found'
      readonly what: 'tool' | 'prompt' | 'resource'
      readonly name: string
      readonly message: string
    }
  | { readonly reason: 'invalid_params' | 'invalid_cursor' | 'invalid_state'; readonly message: string }
  | {
      readonly reason: 'missing_capability'
      readonly message: string
      readonly required: Readonly<Record<string, unknown>>
    }
  | {
      readonly reason: 'unauthenticated' | 'forbidden' | 'rate_limited' | 'unavailable' | 'cancelled'
      readonly message: string
      readonly code: ErrorCode
      readonly suggestion?: string
      readonly retryAfterMs?: number
      readonly data?: Readonly<Record<string, unknown>>
    }
  /** A prompt or a resource whose handler failed; a tool answers with a failed result instead. */
  | {
      readonly reason: 'failed'
      readonly message: string
      readonly failure: Failure
      /** The resource that was to be read. */
      readonly uri?: string
    }

/** What came of a request. Knows no wire form: see the lanes for that. */
export type Outcome =
  | { readonly kind: 'result'; readonly result: unknown; readonly error?: unknown }
  | {
      readonly kind: 'input_required'
      readonly requests: Readonly<Record<string, InputRequest>>
      readonly state: string
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly error?: unknown }
  | { readonly kind: 'task'; readonly task: TaskInfo }

const CODES: Partial<Record<Refusal['reason'], ErrorCode>> = {
  method_not_found: 'NOT_FOUND',
  not_found: 'NOT_FOUND',
}

/** A refusal as an error code: where it names none, it is the caller's mistake. */
export const codeOf = (refusal: Refusal): ErrorCode => {
  if (refusal.reason === 'failed') return refusal.failure.code
  return 'code' in refusal ? refusal.code : (CODES[refusal.reason] ?? 'VALIDATION_ERROR')
}

/**
 * What failed, where an outcome is a failed result or a handler that failed; undefined for refusals and questions.
 * Arguments that do not fit are a failure too, with the code VALIDATION_ERROR: the caller's, not the tool's.
 *
 * @example
 * server.use(async (ctx, next) => {
 *   const outcome = await next()
 *   if (failureIn(outcome)?.code === 'TIMEOUT') ctx.log.warning('too slow')
 *   return outcome
 * })
 */
export const failureIn = (outcome: Outcome): Failure | undefined => {
  if (outcome.kind === 'refused')
    return outcome.refusal.reason === 'failed' ? outcome.refusal.failure : undefined
  return outcome.kind === 'result' ? (outcome.result as Partial<ToolResult>).failure : undefined
}

/** What the caller is told of a failure or a refusal; undefined for other outcomes. */
export const messageIn = (outcome: Outcome): string | undefined =>
  outcome.kind === 'refused' ? outcome.refusal.message : failureIn(outcome)?.message

export const refuse = (refusal: Refusal): Outcome => ({ kind: 'refused', refusal })
