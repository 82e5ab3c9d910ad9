import { ToolError } from '../define/errors.ts'

/** Gives a turn, and takes it back by calling what it gave. */
export type Turns = (signal: AbortSignal) => Promise<() => void>

/**
 * Lets so many at once, and so many wait, in the order in which they came.
 *
 * @throws ToolError with the code `RESOURCE_EXHAUSTED` when more wait
 */
export const turns = (concurrency: number, queue: number): Turns => {
  let active = 0
  const waiting = new Set<() => void>()

  const leaveOnce = () => {
    let left = false
    return () => {
      if (left) return
      left = true
      const [next] = waiting
      if (next) next()
      else active -= 1
    }
  }

  return async signal => {
    if (active < concurrency) {
      active += 1
      return leaveOnce()
    }
    if (waiting.size >= queue)
      throw new ToolError('Too many programs are waiting already', {
        code: 'RESOURCE_EXHAUSTED',
        suggestion: 'Try again later',
      })
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const begin = () => {
      waiting.delete(begin)
      signal.removeEventListener('abort', giveUp)
      resolve()
    }
    const giveUp = () => {
      waiting.delete(begin)
      reject(signal.reason)
    }
    waiting.add(begin)
    signal.addEventListener('abort', giveUp, { once: true })
    await promise
    return leaveOnce()
  }
}
