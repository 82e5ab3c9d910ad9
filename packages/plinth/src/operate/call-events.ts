import type { CallContext } from '../context/call.ts'
import { messageIn } from '../define/outcome.ts'
import type { Watcher } from '../dispatch/compose.ts'
import { observing } from '../dispatch/observe.ts'
import type { Events } from '../events.ts'
import { callStatus } from './call-status.ts'

/** Characters of what a caller was told: enough to know it again. */
const MAX_MESSAGE = 500

/**
 * Tells of each execution of a tool, whichever way it came in, once when it starts and once when it ends. A call that
 * asks for input ends with `input_required` each time, and starts anew with the answer; one that becomes a task ends with
 * `task`, and starts anew in the background. Costs next to nothing while
 * nobody listens.
 */
export const callEvents = (events: Events, now: () => number = () => performance.now()): Watcher =>
  observing<CallContext>(ctx => {
    if (ctx.component?.kind !== 'tool') return undefined
    if (!events.heard('tool.start') && !events.heard('tool.end')) return undefined
    const tool = ctx.component.name
    const start = now()
    const facts = { tool, ...(ctx.inBackground ? { background: true as const } : {}) }
    ctx.emit('tool.start', facts)
    return (ending, outcome) => {
      const { code, errorId } = ending
      const message = outcome && messageIn(outcome)
      ctx.emit('tool.end', {
        ...facts,
        status: callStatus(ending),
        ...(code === undefined ? {} : { code }),
        ...(errorId === undefined ? {} : { errorId }),
        ...(message === undefined ? {} : { message: message.slice(0, MAX_MESSAGE) }),
        durationMs: now() - start,
      })
    }
  })
