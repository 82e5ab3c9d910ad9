import { expect, it } from 'vitest'
import { fakeClock } from './fake-clock.ts'

it('fires timers in the order in which they fall due, with the time at which they were due', () => {
  const clock = fakeClock(0)
  const seen: string[] = []
  clock.after(20, () => seen.push(`late at ${clock.now()}`))
  clock.after(10, () => {
    seen.push(`early at ${clock.now()}`)
    clock.after(5, () => seen.push(`nested at ${clock.now()}`))
  })
  clock.advance(30)
  expect(seen).toEqual(['early at 10', 'nested at 15', 'late at 20'])
  expect(clock.now()).toBe(30)
  expect(clock.pending).toBe(0)
})

it('does not fire a timer that was cancelled', () => {
  const clock = fakeClock()
  let fired = false
  const cancel = clock.after(10, () => {
    fired = true
  })
  cancel()
  cancel()
  clock.advance(100)
  expect(fired).toBe(false)
})
