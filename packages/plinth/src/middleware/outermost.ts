import type { CallContext } from '../context/call.ts'
import type { Middleware } from '../define/middleware.ts'

/**
 * Makes a middleware count a call once where it stands around it several times: the outermost does, the others let it
 * pass. When the call is carried out again it counts again.
 */
export const outermost = (middleware: Middleware): Middleware => {
  const around: Middleware = (ctx, next) =>
    (ctx as CallContext).enter(around) ? middleware(ctx, next) : next()
  return around
}
