import type { TaskOutline } from '../../define/task-outline.ts'
import type { TaskView } from '../../define/task-view.ts'
import { toolAnswer } from './tool-answer.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

/** A task as lists show it. */
export const taskJson = (task: TaskOutline) => ({
  id: task.id,
  tool: task.tool,
  status: task.status,
  is_error: task.isError || undefined,
  running: task.running,
  attempt: task.attempt,
  message: task.message,
  created_at: iso(task.createdAt),
  updated_at: iso(task.updatedAt),
  expires_at: iso(task.expiresAt),
  poll_interval_sec: task.pollIntervalMs / 1_000,
  correlation_id: task.correlationId,
  principal: task.principal,
  tenant: task.tenant,
  own: task.own,
})

/** A task with what it asks, or what it came to. */
export const wholeTaskJson = (task: TaskOutline, { requests, end }: TaskView) => {
  if (!end) return { ...taskJson(task), questions: requests }
  const facts = { tool: task.tool, correlation_id: task.correlationId, duration_ms: 0 }
  const { result, error } = toolAnswer(end, facts).body
  return { ...taskJson(task), result, error }
}
