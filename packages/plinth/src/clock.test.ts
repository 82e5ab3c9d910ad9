import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { systemClock } from './clock.ts'

const DAY_MS = 24 * 3600 * 1000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it.each([1, 1_000, 30 * DAY_MS, 60 * DAY_MS])(
  'a timer of %i ms fires then, once, and not before',
  delayMs => {
    let fired = 0
    systemClock.after(delayMs, () => fired++)
    vi.advanceTimersByTime(delayMs - 1)
    expect(fired).toBe(0)
    vi.advanceTimersByTime(1)
    expect(fired).toBe(1)
    vi.advanceTimersByTime(100 * DAY_MS)
    expect(fired).toBe(1)
  },
)

it.each([0, 10, 40])('a timer that is cancelled after %i days does not fire', days => {
  let fired = 0
  const cancel = systemClock.after(60 * DAY_MS, () => fired++)
  vi.advanceTimersByTime(days * DAY_MS)
  cancel()
  vi.advanceTimersByTime(100 * DAY_MS)
  expect(fired).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
})
