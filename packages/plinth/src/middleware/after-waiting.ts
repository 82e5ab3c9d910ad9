import type { MiddlewareContext } from '../define/middleware.ts'
import type { Outcome } from '../define/outcome.ts'

/** Under this key of the context stands what has to be asked again once a call has waited for its turn. */
export const AFTER_WAITING = Symbol('after waiting')

/** The context of a call that something further out let through, and may think better of. */
export type Waiting = MiddlewareContext & {
  /** What to answer instead of going on. */
  [AFTER_WAITING]?: (() => Outcome | undefined) | undefined
}
