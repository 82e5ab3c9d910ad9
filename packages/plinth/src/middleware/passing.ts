import type { ErrorCode } from '../define/errors.ts'

/** Whether a failure is one after which it makes sense to try again. */
export const isPassing = (
  { code, retryAfterMs }: { readonly code: ErrorCode; readonly retryAfterMs?: number | undefined },
  codes: readonly ErrorCode[] | undefined,
): boolean => {
  if (code === 'CIRCUIT_BREAKER_OPEN') return false
  if (codes) return codes.includes(code)
  const comesBack = retryAfterMs !== undefined && (code === 'RATE_LIMITED' || code === 'RESOURCE_EXHAUSTED')
  return code === 'CONNECTION_ERROR' || comesBack
}
