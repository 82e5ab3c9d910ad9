import type { Clock } from '../clock.ts'
import type { CallContext } from '../context/call.ts'
import { ToolError } from '../define/errors.ts'

const tooLong = (name: string, limitMs: number) =>
  new ToolError(`${name} took longer than ${limitMs / 1000} s and was stopped`, {
    code: 'TIMEOUT',
    suggestion: 'Ask for less at once, or call again with a longer timeout where the tool takes one',
  })

/** Ends calls whose time is up, or all of them at once when the server has to go. */
export const createDeadlines = (clock: Clock) => {
  const stops = new Set<(error: ToolError) => void>()
  let closing: ToolError | undefined

  return {
    /**
     * Runs `work` with a time limit. When it is over, the context's signal fires and the caller is told, whether or
     * not the handler heeds its signal; one that blocks the event loop cannot be stopped by this.
     *
     * @throws ToolError with code TIMEOUT, or that of `stopAll`
     */
    async run<T>(limitMs: number, ctx: CallContext, work: () => Promise<T>): Promise<T> {
      if (closing) throw closing
      const outer = ctx.signal
      const controller = new AbortController()
      const passOn = () => controller.abort(outer.reason)
      if (outer.aborted) passOn()
      else outer.addEventListener('abort', passOn, { once: true })
      ctx.signal = controller.signal
      const { promise: stopped, reject } = Promise.withResolvers<never>()
      const stop = (error: ToolError) => {
        reject(error)
        controller.abort(error)
      }
      stops.add(stop)
      const cancelTimer = clock.after(limitMs, () => stop(tooLong(ctx.name, limitMs)))
      try {
        return await Promise.race([work(), stopped])
      } finally {
        cancelTimer()
        stops.delete(stop)
        outer.removeEventListener('abort', passOn)
      }
    },

    /** Stops every call that is under way, and those that have yet to begin, having waited for their turn. */
    stopAll(error: ToolError): void {
      closing = error
      for (const stop of stops) stop(error)
    },
  }
}

export type Deadlines = ReturnType<typeof createDeadlines>
