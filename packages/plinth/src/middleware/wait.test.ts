import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { wait } from './wait.ts'

it.each(['time', 'signal', 'event'] as const)(
  'ends with the %s, and leaves nothing behind',
  async expected => {
    const clock = fakeClock()
    const controller = new AbortController()
    const { promise, resolve } = Promise.withResolvers<void>()
    const waiting = wait(clock, 100, controller.signal, promise)
    if (expected === 'time') clock.advance(100)
    else if (expected === 'signal') controller.abort()
    else resolve()
    expect(await waiting).toBe(expected)
    expect([clock.pending, getEventListeners(controller.signal, 'abort').length]).toEqual([0, 0])
  },
)

it('does not begin for a call that was cancelled before', async () => {
  const clock = fakeClock()
  const waiting = wait(clock, 100, AbortSignal.abort())
  expect(clock.pending).toBe(0)
  expect(await waiting).toBe('signal')
})

it('waits for the time alone where there is nothing else', async () => {
  const clock = fakeClock()
  const waiting = wait(clock, 100)
  clock.advance(100)
  expect(await waiting).toBe('time')
})
