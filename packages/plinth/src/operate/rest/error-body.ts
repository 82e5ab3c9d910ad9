import type { ErrorCode } from '../../define/errors.ts'

/** What went wrong, in one word: the codes of tools, and those of this API. */
export const ERROR_CODES = [
  'VALIDATION_ERROR',
  'PERMISSION_DENIED',
  'CONNECTION_ERROR',
  'NOT_FOUND',
  'TIMEOUT',
  'RATE_LIMITED',
  'RESOURCE_EXHAUSTED',
  'CIRCUIT_BREAKER_OPEN',
  'EXECUTION_ERROR',
  'INTERNAL_ERROR',
  'UNKNOWN',
  'MALFORMED_REQUEST',
  'UNAUTHENTICATED',
  'TOOL_DISABLED',
  'METHOD_NOT_ALLOWED',
  'INPUT_REQUIRED',
  'TASK_REQUIRED',
  'NO_TASK',
  'CONTENT_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'REQUEST_TIMEOUT',
  'NOT_READY',
] as const satisfies readonly (ErrorCode | string)[]

export type ApiErrorCode = (typeof ERROR_CODES)[number]

/** An error as this API tells of it. */
export interface ApiError {
  readonly code: ApiErrorCode
  readonly message: string
  /** What the caller can do about it. */
  readonly suggestion: string
  /** Seconds after which to try again. */
  readonly retry_after?: number
  /** Finds the whole error in the server's log. */
  readonly error_id?: string
  /** Which arguments do not fit, and why. */
  readonly issues?: readonly unknown[]
  readonly data?: Readonly<Record<string, unknown>>
}

/** The form of every error of this API. */
export const errorBody = (code: ApiErrorCode, message: string, suggestion: string) => ({
  error: { code, message, suggestion } satisfies ApiError,
})
