/** Whether a server wants work: not before it has started, and not when it is about to stop. */
export type ReadinessState = 'starting' | 'ready' | 'draining'

/** Whether a server wants work: not before everything has started, nor when it stops. */
export interface Readiness {
  readonly state: ReadinessState
  /** Everything has started. */
  ready(): void
  /** No more work is wanted; for good. */
  drain(): void
}

/**
 * Makes what `GET /readyz` tells.
 *
 * @example
 * const readiness = createReadiness()
 * readiness.ready()
 * readiness.state // 'ready'
 * readiness.drain()
 * readiness.state // 'draining'
 */
export const createReadiness = (): Readiness => {
  let state: ReadinessState = 'starting'
  return {
    get state() {
      return state
    },
    ready() {
      if (state === 'starting') state = 'ready'
    },
    drain() {
      state = 'draining'
    },
  }
}
