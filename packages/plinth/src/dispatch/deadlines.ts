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
     * Lets work begin that has so much time. When it is over, the signal fires and `onStop` is told, whether or not the
     * handler heeds it; one that blocks the event loop cannot be stopped by this.
     *
     * @param onStop gets a ToolError with code TIMEOUT, or what `stopAll` was given
     * @returns what to call when the work has ended
     */
    begin({ limitMs, name, signal }: Limited, onStop: (error: ToolError) => void): () => void {
      const stop = (error: ToolError) => {
        release()
        // The handler hears of it first, and the caller all the same before whatever the handler makes of it.
        signal.stop(error)
        onStop(error)
      }
      const cancelTimer = clock.after(limitMs, () => stop(tooLong(name, limitMs)))
      const release = () => {
        cancelTimer()
        stops.delete(stop)
        signal.release()
      }
      stops.add(stop)
      return release
    },

    /** Stops every call that is under way, and those that have yet to begin, having waited for their turn. */
    stopAll(error: ToolError): void {
      closing = error
      for (const stop of stops) stop(error)
    },
  }
}

export type Deadlines = ReturnType<typeof createDeadlines>
