import type { ToolEntry } from '../catalogue/entry.ts'
import type { CallContext } from '../context/call.ts'
import { newFlow } from '../context/interview.ts'
import { type Outcome, refuse } from '../define/outcome.ts'
import { policyOf, type StatedTask } from '../define/task.ts'
import { mayGetTask, needsTasks } from './task-methods.ts'
import type { TaskService } from './task-service.ts'

/** Whether it says anything, so that calls may become tasks. */
export const mayBecomeTasks = ({ task, expectedMs }: StatedTask): boolean =>
  task !== undefined || expectedMs !== undefined

const noTasks = (name: string): Outcome =>
  refuse({
    reason: 'unavailable',
    code: 'EXECUTION_ERROR',
    message: `"${name}" runs only as a task, and this server has nowhere to keep tasks`,
    suggestion:
      'Whoever runs the server: give it tasks, for example new Plinth({ tasks: { store: sqliteTasks(...) } })',
  })

/** Whether the arguments fit: those that do not are answered at once, not by a task that fails. */
const fits = async ({ input }: ToolEntry, ctx: CallContext): Promise<boolean> =>
  !('issues' in (await input.validate(ctx.params.arguments ?? {})))

/** Makes a task of what a call has come to so far. */
export const defer = (tasks: TaskService, ctx: CallContext): Promise<Outcome> =>
  tasks.create(ctx, ctx.interview?.next.flow ?? newFlow())

/**
 * Decides before a tool's handler runs whether the call becomes a task. Calls that handlers make do not: they are part
 * of the call that the client made.
 *
 * @returns what the call is answered with; undefined when the handler runs now
 */
export const deferral = async (
  tasks: TaskService | undefined,
  entry: ToolEntry,
  ctx: CallContext,
): Promise<Outcome | undefined> => {
  const { support, begins } = policyOf(entry.definition.options, tasks?.fromMs)
  if (support === 'never' || ctx.task || ctx.depth > 0) return undefined
  if (!tasks) return support === 'required' ? noTasks(entry.name) : undefined
  if (!mayGetTask(ctx)) return support === 'required' ? refuse(needsTasks(`"${entry.name}"`)) : undefined
  if (begins === 'in-handler') {
    ctx.mayMove = true
    return undefined
  }
  return (await fits(entry, ctx)) ? defer(tasks, ctx) : undefined
}
