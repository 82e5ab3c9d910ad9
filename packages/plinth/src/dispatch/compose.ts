import type { CallContext } from '../context/call.ts'
import { isRepeating, type Next } from '../define/middleware.ts'
import type { Outcome } from '../define/outcome.ts'
import { joinObservers } from './observe.ts'

export type Run = (ctx: CallContext) => Promise<Outcome>

/** Carries out what middleware stands around; at once, where there is nothing to wait for. */
export type Handle = (ctx: CallContext) => Outcome | Promise<Outcome>

/** A middleware that may look at all of a call. */
export type Watcher = (ctx: CallContext, next: Next) => Promise<Outcome>

type GoOn = (additions?: object) => Promise<Outcome>

const calledTwice = (): never => {
  throw new Error(
    'A middleware called next() twice: the request would be carried out twice. Keep the outcome of the first call',
  )
}

const goOn = (inner: Run, ctx: CallContext, additions: object | undefined): Promise<Outcome> => {
  if (additions) Object.assign(ctx, additions)
  return inner(ctx)
}

const once = (inner: Run, ctx: CallContext): GoOn => {
  let called = false
  return additions => {
    if (called) calledTwice()
    called = true
    return goOn(inner, ctx, additions)
  }
}

/** One run after the other, each from where the request stood when it came here. */
const repeatedly = (inner: Run, ctx: CallContext): GoOn => {
  const rewind = ctx.mark()
  let isRunning = false
  const end = (outcome: Outcome): Outcome => {
    isRunning = false
    return outcome
  }
  const fail = (error: unknown): never => {
    isRunning = false
    throw error
  }
  return additions => {
    if (isRunning) calledTwice()
    rewind()
    const going = goOn(inner, ctx, additions)
    isRunning = true
    return going.then(end, fail)
  }
}

/** Plain JavaScript may give what is none. */
const promised = (given: Promise<Outcome>): Promise<Outcome> =>
  given instanceof Promise ? given : Promise.resolve(given)

/**
 * Puts middleware around a handler, the first outermost. Composed once for each component, not for each call.
 */
export const compose = (middleware: readonly Watcher[], handler: Run): Run =>
  joinObservers(middleware).reduceRight<Run>((inner, layer) => {
    const next = isRepeating(layer) ? repeatedly : once
    return ctx => {
      // What a middleware throws before it waits for anything is no other failure than what it throws afterwards.
      try {
        return promised(layer(ctx, next(inner, ctx)))
      } catch (error) {
        return Promise.reject(error)
      }
    }
  }, handler)
