import type { Principal } from '../../define/context.ts'
import type { TaskOutline } from '../../define/task-outline.ts'
import type { OperatedTasks } from '../operated.ts'
import type { OwnSource } from './own-streams.ts'

/** What callers may hear of. */
export const OWN_TASK_EVENTS: readonly string[] = ['task.created', 'task.status', 'task.finished']

const typeOf = ({ status, attempt, running, createdAt, updatedAt }: TaskOutline): string => {
  if (status !== 'working' && status !== 'input_required') return 'task.finished'
  const isNew = status === 'working' && attempt === 0 && !running && updatedAt === createdAt
  return isNew ? 'task.created' : 'task.status'
}

/** What becomes of the tasks of a principal, whichever process runs them. */
export const ownTaskEvents = ({ follow }: OperatedTasks, principal: Principal): OwnSource => ({
  key: JSON.stringify([principal.tenant, principal.id]),
  subscribe: tell =>
    follow(principal, task => {
      const { id, tool, status, running, attempt, message, createdAt, updatedAt } = task
      const type = typeOf(task)
      const durationMs = type === 'task.finished' ? updatedAt - createdAt : undefined
      const event = { type, at: updatedAt, task: id, tool, status, running, attempt, message, durationMs }
      tell(event)
    }),
})
