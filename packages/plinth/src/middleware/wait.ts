import type { Clock } from '../clock.ts'

/**
 * Waits until time has passed, `event` has happened, or `signal` has fired, whichever is first.
 *
 * @returns whether it was the signal or the time that ended the wait, or the event
 * @example
 * await wait(systemClock, 10, AbortSignal.timeout(60_000)) // 'time'
 */
export const wait = (
  clock: Clock,
  ms: number,
  signal?: AbortSignal,
  event?: Promise<void>,
): Promise<'time' | 'signal' | 'event'> => {
  if (signal?.aborted) return Promise.resolve('signal')
  const { promise, resolve } = Promise.withResolvers<'time' | 'signal' | 'event'>()
  const aborted = () => resolve('signal')
  const cancelTimer = clock.after(ms, () => resolve('time'))
  signal?.addEventListener('abort', aborted, { once: true })
  void event?.then(() => resolve('event'))
  return promise.finally(() => {
    cancelTimer()
    signal?.removeEventListener('abort', aborted)
  })
}
