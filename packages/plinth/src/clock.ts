/** Stops a timer; calling it again, or after the timer has fired, does nothing. */
export type CancelTimer = () => void

/** Where Plinth takes its time from, so that a test can hand in a clock that it moves itself. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Runs `callback` once after `delayMs` milliseconds. The timer does not keep the process alive. */
  after(delayMs: number, callback: () => void): CancelTimer
}

/** About 25 days. Node fires a timer that is longer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * The machine's own clock.
 *
 * @example
 * const cancel = systemClock.after(1_000, () => console.error('a second has passed'))
 * cancel()
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    if (delayMs <= LONGEST_TIMER_MS) {
      const short = setTimeout(callback, delayMs).unref()
      return () => clearTimeout(short)
    }
    let timer: NodeJS.Timeout
    const wait = (leftMs: number) => {
      const later = leftMs > LONGEST_TIMER_MS
      timer = setTimeout(
        () => (later ? wait(leftMs - LONGEST_TIMER_MS) : callback()),
        Math.min(leftMs, LONGEST_TIMER_MS),
      )
      timer.unref()
    }
    wait(delayMs)
    return () => clearTimeout(timer)
  },
}
