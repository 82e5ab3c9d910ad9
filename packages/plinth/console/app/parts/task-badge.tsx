import type { Task } from '../types.ts'
import { Badge, type BadgeStatus } from './badge.tsx'

const statusOf = ({ status, running, is_error }: Task): BadgeStatus => {
  if (is_error) return 'tool_failed'
  if (status === 'working') return running ? 'running' : 'queued'
  return status === 'input_required' ? 'asks' : status
}

/** How a task stands, and how often it was begun where that was more than once. */
export const TaskBadge = ({ task }: { task: Task }) => (
  <Badge status={statusOf(task)} note={task.attempt > 1 ? `attempt ${task.attempt}` : undefined} />
)
