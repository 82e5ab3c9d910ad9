import type { ErrorCode } from '../define/errors.ts'
import type { Refusal } from '../define/outcome.ts'
import { unsendable } from '../define/sendable.ts'
import { wireErrors } from './intake/errors.ts'

/** A refusal as a JSON-RPC error. */
export interface WireRefusal {
  readonly code: number
  readonly message: string
  readonly data?: Readonly<Record<string, unknown>>
}

const details = (refusal: Refusal): { data?: Record<string, unknown> } => {
  if (!('code' in refusal)) return {}
  const { code, suggestion, retryAfterMs, data } = refusal
  return {
    data: {
      ...(unsendable(data) ? {} : data),
      code,
      ...(suggestion === undefined ? {} : { suggestion }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  }
}

/**
 * A refusal in the protocol's form.
 *
 * @param modern whether the client speaks 2026-07-28, where a missing resource has another code than before
 */
export const toWireRefusal = (refusal: Refusal, modern: boolean): WireRefusal => {
  const { message } = refusal
  switch (refusal.reason) {
    case 'method_not_found':
      return { code: wireErrors.methodNotFound.code, message }
    case 'not_found': {
      if (refusal.what !== 'resource') return { code: wireErrors.invalidParams.code, message }
      const { code } = modern ? wireErrors.invalidParams : wireErrors.resourceNotFound
      return { code, message, data: { uri: refusal.name } }
    }
    case 'invalid_params':
    case 'invalid_cursor':
    case 'invalid_state':
      return { code: wireErrors.invalidParams.code, message }
    case 'missing_capability':
      return {
        code: wireErrors.missingClientCapability.code,
        message,
        data: { requiredCapabilities: refusal.required },
      }
    case 'unauthenticated':
      return { code: wireErrors.unauthenticated.code, message, ...details(refusal) }
    case 'forbidden':
      return { code: wireErrors.forbidden.code, message, ...details(refusal) }
    case 'rate_limited':
      return { code: wireErrors.rateLimited.code, message, ...details(refusal) }
    case 'unavailable':
    case 'cancelled':
      return { code: wireErrors.unavailable.code, message, ...details(refusal) }
    case 'failed': {
      const { failure, uri } = refusal
      const data = { ...failure, ...(uri === undefined ? {} : { uri }) }
      return { code: codeOfFailure(failure.code, uri !== undefined && !modern), message, data }
    }
  }
}

/** A handler may say that what was asked for is not there, or is no sensible request: the caller's mistake. */
const codeOfFailure = (code: ErrorCode, hasOwnCodeForResources: boolean): number => {
  if (code === 'NOT_FOUND' && hasOwnCodeForResources) return wireErrors.resourceNotFound.code
  if (code === 'NOT_FOUND' || code === 'VALIDATION_ERROR') return wireErrors.invalidParams.code
  return wireErrors.internalError.code
}
