import type { Middleware } from 'plinth'

/** Refuses calls while `isClosed` says so, and tells callers when to come back. */
export const maintenance =
  (isClosed: () => boolean): Middleware =>
  async (_, next) => {
    if (!isClosed()) return next()
    return {
      kind: 'refused',
      refusal: {
        reason: 'unavailable',
        code: 'RESOURCE_EXHAUSTED',
        message: 'Closed for maintenance',
        retryAfterMs: 60_000,
      },
    }
  }
