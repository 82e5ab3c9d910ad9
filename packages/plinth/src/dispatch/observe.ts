import { type ErrorCode, ToolError } from '../define/errors.ts'
import type { MiddlewareContext, Next } from '../define/middleware.ts'
import { codeOf, failureIn, type Outcome, type Refusal } from '../define/outcome.ts'
import { InvalidState } from './invalid-state.ts'

/** How a request ended, as logs and statistics tell it. */
export interface Ending {
  readonly outcome: 'ok' | 'failed' | 'refused' | 'cancelled' | 'input_required' | 'task'
  /** What went wrong. */
  readonly code?: ErrorCode
  /** Why it was refused. */
  readonly reason?: Refusal['reason']
  /** Finds the whole error in the log. */
  readonly errorId?: string
}

const endingOfRefusal = (refusal: Refusal): Ending => {
  const { reason } = refusal
  return reason === 'cancelled'
    ? { outcome: 'cancelled' }
    : { outcome: 'refused', reason, code: codeOf(refusal) }
}

const endingOf = (outcome: Outcome): Ending => {
  const failure = failureIn(outcome)
  if (failure) {
    const { code, errorId } = failure
    return { outcome: 'failed', code, ...(errorId === undefined ? {} : { errorId }) }
  }
  if (outcome.kind === 'refused') return endingOfRefusal(outcome.refusal)
  return { outcome: outcome.kind === 'result' ? 'ok' : outcome.kind }
}

/** What the dispatcher will make of an error that a middleware further in has thrown. */
const endingOfError = (ctx: MiddlewareContext, error: unknown): Ending => {
  if (error instanceof InvalidState)
    return endingOfRefusal({ reason: 'invalid_state', message: error.message })
  if (error instanceof ToolError) return { outcome: 'failed', code: error.code }
  return ctx.signal.aborted ? { outcome: 'cancelled' } : { outcome: 'failed', code: 'INTERNAL_ERROR' }
}

/** Told how a request ended, and of its outcome where there is one. */
export type OnEnd = (ending: Ending, outcome?: Outcome) => void

/** Sees a request begin. Returns what is to be told of its end; undefined where that is of no interest. */
export type Observer<Ctx = MiddlewareContext> = (ctx: Ctx) => OnEnd | undefined

/** Tells all of them, the innermost first, and throws what the first of them has thrown. */
const tell = (ends: readonly OnEnd[], ending: Ending, outcome?: Outcome): void => {
  let thrown: { readonly error: unknown } | undefined
  for (let index = ends.length - 1; index >= 0; index--)
    try {
      ends[index]?.(ending, outcome)
    } catch (error) {
      thrown ??= { error }
    }
  if (thrown) throw thrown.error
}

/** Goes on with the request, and tells observers that stand next to one another how it ended. Changes nothing. */
const goOn = <Ctx extends MiddlewareContext>(
  ctx: Ctx,
  next: Next,
  observers: readonly Observer<Ctx>[],
): Promise<Outcome> => {
  let ends: OnEnd[] | undefined
  try {
    for (const observer of observers) {
      const end = observer(ctx)
      if (!end) continue
      ends ??= []
      ends.push(end)
    }
  } catch (error) {
    tell(ends ?? [], endingOfError(ctx, error))
    throw error
  }
  if (!ends) return next()
  const told = ends
  return next().then(
    outcome => {
      tell(told, endingOf(outcome), outcome)
      return outcome
    },
    error => {
      tell(told, endingOfError(ctx, error))
      throw error
    },
  )
}

/**
 * Goes on with the request and tells how it ended, whether it gave an outcome or threw. Changes neither.
 *
 * @param onEnd gets the outcome too, where there is one
 */
export const observe = (ctx: MiddlewareContext, next: Next, onEnd: OnEnd): Promise<Outcome> =>
  goOn(ctx, next, [() => onEnd])

const OBSERVER = Symbol('observes')

type Around<Ctx> = (ctx: Ctx, next: Next) => Promise<Outcome>

/**
 * Makes a middleware of what only looks at requests. Those that stand next to one another are one when a chain is
 * composed, because each middleware costs a promise or two, and of these there are many.
 */
export const observing = <Ctx extends MiddlewareContext>(observer: Observer<Ctx>): Around<Ctx> =>
  Object.assign((ctx: Ctx, next: Next) => goOn(ctx, next, [observer]), { [OBSERVER]: observer })

const observerIn = <Ctx>(layer: Around<Ctx>): Observer<Ctx> | undefined =>
  (layer as { [OBSERVER]?: Observer<Ctx> })[OBSERVER]

/** Makes one of those that observe and stand next to one another. */
export const joinObservers = <Ctx extends MiddlewareContext>(
  layers: readonly Around<Ctx>[],
): readonly Around<Ctx>[] => {
  const joined: Around<Ctx>[] = []
  let observers: Observer<Ctx>[] | undefined
  for (const layer of layers) {
    const observer = observerIn(layer)
    if (!observer) {
      observers = undefined
      joined.push(layer)
    } else if (observers) observers.push(observer)
    else {
      const together = [observer]
      observers = together
      joined.push((ctx, next) => goOn(ctx, next, together))
    }
  }
  return joined
}
