/** Whatever can say when a call is to end. Asked for only when somebody wants to know: most calls run to their end. */
export interface SignalSource {
  readonly signal: AbortSignal
  /** Whether it has ended already, where that can be told without making the signal. */
  readonly aborted?: boolean
}

/** Whether a call is to end: asks for the signal only where there is no other way. */
export const isAborted = (source: SignalSource): boolean => source.aborted ?? source.signal.aborted

/** A signal that fires when the one around it does, or when it is stopped before. */
export class CallSignal implements SignalSource {
  readonly #outer: SignalSource
  #controller: AbortController | undefined
  #passOn: (() => void) | undefined
  #stopped: { readonly reason: unknown } | undefined

  constructor(outer: SignalSource) {
    this.#outer = outer
  }

  get signal(): AbortSignal {
    this.#controller ??= this.#open()
    return this.#controller.signal
  }

  get aborted(): boolean {
    return this.#controller
      ? this.#controller.signal.aborted
      : this.#stopped !== undefined || isAborted(this.#outer)
  }

  /** Whether what was thrown is the reason for which this was stopped, or the one around it ended. */
  firedWith(reason: unknown): boolean {
    if (this.#stopped) return this.#stopped.reason === reason
    return this.#controller !== undefined && this.signal.aborted && this.signal.reason === reason
  }

  stop(reason: unknown): void {
    if (this.#stopped) return
    this.#stopped = { reason }
    this.#controller?.abort(reason)
  }

  /** The call has ended: the signal around it is of no interest any more. */
  release(): void {
    if (this.#passOn) this.#outer.signal.removeEventListener('abort', this.#passOn)
    this.#passOn = undefined
  }

  #open(): AbortController {
    const controller = new AbortController()
    if (this.#stopped) {
      controller.abort(this.#stopped.reason)
      return controller
    }
    const outer = this.#outer.signal
    if (outer.aborted) controller.abort(outer.reason)
    else {
      this.#passOn = () => controller.abort(outer.reason)
      outer.addEventListener('abort', this.#passOn, { once: true })
    }
    return controller
  }
}
