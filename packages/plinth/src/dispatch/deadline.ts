import type { Clock } from '../clock.ts'
import type { CallContext } from '../context/call.ts'
import { ToolError } from '../define/errors.ts'

/**
 * Runs `work` with a time limit: when it is over, the context's signal fires and the caller is told, whether or not
 * the handler heeds its signal. One that blocks the event loop cannot be stopped by this.
 *
 * @throws ToolError with code TIMEOUT
 */
export const withDeadline = async <T>(
  limitMs: number,
  clock: Clock,
  ctx: CallContext,
  work: () => Promise<T>,
): Promise<T> => {
  const outer = ctx.signal
  const controller = new AbortController()
  const passOn = () => controller.abort(outer.reason)
  if (outer.aborted) passOn()
  else outer.addEventListener('abort', passOn, { once: true })
  ctx.signal = controller.signal
  let cancelTimer = () => {}
  const late = new Promise<never>((_, reject) => {
    cancelTimer = clock.after(limitMs, () => {
      const error = new ToolError(`${ctx.name} took longer than ${limitMs / 1000} s and was stopped`, {
        code: 'TIMEOUT',
        suggestion: 'Ask for less at once, or call again with a longer timeout where the tool takes one',
      })
      reject(error)
      controller.abort(error)
    })
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    cancelTimer()
    outer.removeEventListener('abort', passOn)
  }
}
