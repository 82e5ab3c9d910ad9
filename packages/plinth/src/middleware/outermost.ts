import type { Middleware, MiddlewareContext } from '../define/middleware.ts'

/**
 * Makes a middleware count a call once where it stands around it several times: the outermost does, the others let it
 * pass. When the call is carried out again it counts again.
 */
export const outermost = (middleware: Middleware): Middleware => {
  const inside = new WeakSet<MiddlewareContext>()
  return (ctx, next) => {
    if (inside.has(ctx)) return next()
    inside.add(ctx)
    const forget = () => inside.delete(ctx)
    const running = middleware(ctx, next)
    // Not awaited here: what comes of the call must not reach a breaker later than the slot of the call is free.
    void running.then(forget, forget)
    return running
  }
}
