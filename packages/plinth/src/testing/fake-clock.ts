import type { Clock } from '../clock.ts'

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves time forward by `ms` milliseconds and fires, in order, every timer that falls due on the way. */
  advance(ms: number): void
  /** How many timers are waiting: zero when everything was cleaned up. */
  readonly pending: number
}

/**
 * Makes a clock for tests.
 *
 * @param start milliseconds since the Unix epoch at which it starts
 * @example
 * const clock = fakeClock()
 * clock.after(1000, () => console.error('a second has passed'))
 * clock.advance(1000)
 */
export const fakeClock = (start = 1_700_000_000_000): FakeClock => {
  let now = start
  let order = 0
  const timers = new Map<number, { due: number; callback: () => void }>()
  const nextDue = (limit: number) =>
    [...timers].filter(([, timer]) => timer.due <= limit).sort(([a, x], [b, y]) => x.due - y.due || a - b)[0]
  return {
    now: () => now,
    after(delayMs, callback) {
      const id = order++
      timers.set(id, { due: now + Math.max(0, delayMs), callback })
      return () => void timers.delete(id)
    },
    advance(ms) {
      const end = now + ms
      for (let next = nextDue(end); next; next = nextDue(end)) {
        const [id, timer] = next
        timers.delete(id)
        now = timer.due
        timer.callback()
      }
      now = end
    },
    get pending() {
      return timers.size
    },
  }
}
