import type { Watcher } from '../dispatch/compose.ts'
import type { Events } from '../events.ts'
import { observe } from '../middleware/observe.ts'
import { callStatus } from './call-status.ts'

/**
 * Tells of each execution of a tool, whichever way it came in, once when it starts and once when it ends. A call that
 * asks for input ends with `input_required` each time, and starts anew with the answer. Costs next to nothing while
 * nobody listens.
 */
export const callEvents =
  (events: Events, now: () => number = () => performance.now()): Watcher =>
  (ctx, next) => {
    if (!events.heard || ctx.component?.kind !== 'tool') return next()
    const tool = ctx.component.name
    const start = now()
    ctx.emit('tool.start', { tool })
    return observe(ctx, next, ending => {
      const { code, errorId } = ending
      ctx.emit('tool.end', {
        tool,
        status: callStatus(ending),
        ...(code === undefined ? {} : { code }),
        ...(errorId === undefined ? {} : { errorId }),
        durationMs: now() - start,
      })
    })
  }
