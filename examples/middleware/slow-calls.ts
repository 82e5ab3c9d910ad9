import { failureIn, type Middleware } from 'plinth'

/** Warns of requests that take longer than `limitMs`, and of those that fail. */
export const slowCalls =
  (limitMs: number): Middleware =>
  async (ctx, next) => {
    const start = performance.now()
    const outcome = await next()
    const ms = performance.now() - start
    if (ms > limitMs) ctx.log.warning('slow', { name: ctx.name, ms })
    const failure = failureIn(outcome)
    if (failure) ctx.log.warning('failed', { name: ctx.name, code: failure.code })
    return outcome
  }
