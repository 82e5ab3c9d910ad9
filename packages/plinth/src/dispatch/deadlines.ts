import type { Clock } from '../clock.ts'
import type { CallSignal } from '../context/call-signal.ts'
import { ToolError } from '../define/errors.ts'

const tooLong = (name: string, limitMs: number) =>
  new ToolError(`${name} took longer than ${limitMs / 1000} s and was stopped`, {
    code: 'TIMEOUT',
    suggestion: 'Ask for less at once, or call again with a longer timeout where the tool takes one',
  })

/** What is limited: how long it may take, its name for the error, and the signal that tells it to stop. */
export interface Limited {
  readonly limitMs: number
  readonly name: string
  readonly signal: CallSignal
}

/** Ends calls whose time is up, or all of them at once when the server has to go. */
export const createDeadlines = (clock: Clock) => {
  const stops = new Set<(error: ToolError) => void>()
  let closing: ToolError | undefined

  return {
    /** @throws ToolError when everything has been stopped: nothing may begin any more */
    checkOpen(): void {
      if (closing) throw closing
    },

    /**
     * Waits for `work` until its time is up. When it is over, the signal fires and the caller is told, whether or not the handler
     * heeds it; one that blocks the event loop cannot be stopped by this.
     *
     * @throws ToolError with code TIMEOUT, or what `stopAll` was given
     */
    run<T>({ limitMs, name, signal }: Limited, work: Promise<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        const stop = (error: ToolError) => {
          release()
          // The handler hears of it first, and the caller all the same before whatever the handler makes of it.
          signal.stop(error)
          reject(error)
        }
        const cancelTimer = clock.after(limitMs, () => stop(tooLong(name, limitMs)))
        const release = () => {
          cancelTimer()
          stops.delete(stop)
          signal.release()
        }
        stops.add(stop)
        work.then(
          value => {
            release()
            resolve(value)
          },
          error => {
            release()
            reject(error)
          },
        )
      })
    },

    /** Stops every call that is under way, and those that have yet to begin, having waited for their turn. */
    stopAll(error: ToolError): void {
      closing = error
      for (const stop of stops) stop(error)
    },
  }
}

export type Deadlines = ReturnType<typeof createDeadlines>
