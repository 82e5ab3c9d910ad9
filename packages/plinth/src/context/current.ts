import { AsyncLocalStorage } from 'node:async_hooks'
import type { Context } from '../define/context.ts'
import type { MiddlewareContext } from '../define/middleware.ts'

/** What the storage holds: a context that knows whether its call has ended. */
export interface Live extends MiddlewareContext, Context {
  readonly ended: boolean
}

const storage = new AsyncLocalStorage<Live>()

/**
 * The context of the call that this code runs in, for helpers that are called without one.
 *
 * @throws Error outside of a call, and when the call has ended: code that goes on after its call has nobody to
 * report to, and must not act in another caller's name
 * @example
 * const helper = () => currentContext().log.info('deep inside')
 */
export const currentContext = (): Context & MiddlewareContext => {
  const ctx = storage.getStore()
  if (!ctx)
    throw new Error(
      'There is no current call: currentContext() works only inside of a handler or a middleware',
    )
  if (ctx.ended) throw hasEnded(ctx.name)
  return ctx
}

/** The error of code that goes on after its call. */
export const hasEnded = (name: string): Error =>
  new Error(
    `The call of ${name} has ended: await everything that a handler starts, or pass on the values that it needs`,
  )

/** Runs `work` with `ctx` as its current context. */
export const runIn = <T>(ctx: Live, work: () => T): T => storage.run(ctx, work)
