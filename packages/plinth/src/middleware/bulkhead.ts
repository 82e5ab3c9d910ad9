import { type Clock, systemClock } from '../clock.ts'
import { isAborted, type SignalSource } from '../context/call-signal.ts'
import { ToolError } from '../define/errors.ts'

export interface BulkheadOptions {
  /** How many may run at once. */
  readonly concurrency: number
  /** How many may wait for their turn; 0 for none. Default 16. */
  readonly queue?: number
  /** Milliseconds that one may wait. Default: as long as its signal lets it. */
  readonly maxWaitMs?: number
  readonly clock?: Clock
}

export interface Bulkhead {
  /**
   * Waits for a slot, first come, first served, and resolves to the function that gives it back; calling that
   * again does nothing. A slot must be held until the work has really ended, not only until nobody waits for it.
   *
   * @throws BulkheadFull when the queue is full, or the wait has lasted too long
   * @param source of a signal, which is asked for only where there is a wait
   * @throws the reason of the signal, when it aborts before there is a slot
   */
  acquire(source?: SignalSource): Promise<() => void>
  /** A slot that is free now, without a wait; undefined when there is none. */
  tryAcquire(): (() => void) | undefined
  /** How many run now. */
  readonly active: number
  /** How many wait now. */
  readonly waiting: number
  /** The most that have ever run at once. */
  readonly peak: number
}

/** Too many calls at once: all slots are taken, and there is no room to wait. */
export class BulkheadFull extends ToolError {
  constructor(message: string) {
    super(message, {
      code: 'RESOURCE_EXHAUSTED',
      suggestion: 'Wait for running calls to end and try again, with fewer calls at once',
    })
  }
}

const requireWhole = (name: string, value: number, min: number) => {
  if (Number.isSafeInteger(value) && value >= min) return
  throw new RangeError(`Bulkhead: ${name} must be a whole number from ${min}, but is ${value}`)
}

/**
 * Makes a limit on how many calls run at once, with a bounded queue of those that wait.
 *
 * @throws RangeError when an option is out of range
 * @example
 * const bulkhead = createBulkhead({ concurrency: 2 })
 * const release = await bulkhead.acquire()
 * try {
 *   console.error('two at most are here')
 * } finally {
 *   release()
 * }
 */
export const createBulkhead = (options: BulkheadOptions): Bulkhead => {
  const { concurrency, queue = 16, maxWaitMs, clock = systemClock } = options
  requireWhole('concurrency', concurrency, 1)
  requireWhole('queue', queue, 0)
  if (maxWaitMs !== undefined) requireWhole('maxWaitMs', maxWaitMs, 1)

  let active = 0
  let peak = 0
  const waiters = new Set<() => void>()

  const take = () => {
    active += 1
    peak = Math.max(peak, active)
    let released = false
    return () => {
      if (released) return
      released = true
      active -= 1
      const [next] = waiters
      next?.()
    }
  }

  const wait = (signal: AbortSignal | undefined) =>
    new Promise<() => void>((resolve, reject) => {
      const leave = () => {
        waiters.delete(enter)
        stopTimer?.()
        signal?.removeEventListener('abort', abort)
      }
      const enter = () => {
        leave()
        resolve(take())
      }
      const abort = () => {
        leave()
        reject(signal?.reason)
      }
      const expire = () => {
        leave()
        reject(
          new BulkheadFull(`No slot became free within ${maxWaitMs} ms (concurrency limit ${concurrency})`),
        )
      }
      const stopTimer = maxWaitMs === undefined ? undefined : clock.after(maxWaitMs, expire)
      waiters.add(enter)
      signal?.addEventListener('abort', abort)
    })

  return {
    async acquire(source) {
      if (source && isAborted(source)) throw source.signal.reason
      if (active < concurrency) return take()
      if (waiters.size < queue) return wait(source?.signal)
      throw new BulkheadFull(
        `The concurrency limit of ${concurrency} is reached and the queue of ${queue} is full`,
      )
    },
    tryAcquire: () => (active < concurrency ? take() : undefined),
    get active() {
      return active
    },
    get waiting() {
      return waiters.size
    },
    get peak() {
      return peak
    },
  }
}
