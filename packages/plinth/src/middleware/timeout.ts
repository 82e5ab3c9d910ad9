import type { Middleware } from '../define/middleware.ts'
import { requireWhole } from './whole-number.ts'

/**
 * Gives everything further in no more than `ms` milliseconds for a call, whatever the tool, its caller and the server's
 * settings say. It narrows only: what is less already stays.
 *
 * @throws RangeError when `ms` is no whole number above 0
 * @example
 * server.use('resources/read', timeout(30_000))
 */
export const timeout = (ms: number): Middleware => {
  requireWhole('timeout', 'ms', ms)
  return (ctx, next) => next({ timeoutMs: Math.min(ctx.timeoutMs, ms) })
}
