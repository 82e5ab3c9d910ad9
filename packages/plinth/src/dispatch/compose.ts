import type { CallContext } from '../context/call.ts'
import type { Next } from '../define/middleware.ts'
import type { Outcome } from '../define/outcome.ts'

export type Run = (ctx: CallContext) => Promise<Outcome>

/** A middleware that may look at all of a call. */
export type Watcher = (ctx: CallContext, next: Next) => Promise<Outcome>

const calledTwice = (): never => {
  throw new Error(
    'A middleware called next() twice: the request would be carried out twice. Keep the outcome of the first call',
  )
}

/**
 * Puts middleware around a handler, the first outermost. Composed once for each component, not for each call.
 */
export const compose = (middleware: readonly Watcher[], handler: Run): Run =>
  middleware.reduceRight<Run>((inner, layer) => {
    return async ctx => {
      let called = false
      return layer(ctx, (additions?: object) => {
        if (called) calledTwice()
        called = true
        if (additions) Object.assign(ctx, additions)
        return inner(ctx)
      })
    }
  }, handler)
