import type { TaskInfo } from '../define/task.ts'
import type { TaskView } from '../define/task-view.ts'
import type { Contents } from './contents.ts'
import type { TaskRecord, TaskSummary } from './store.ts'

/** How a task is told of, as far as every answer about it goes. */
export const infoOf = (task: TaskSummary, message: string | undefined, pollIntervalMs: number): TaskInfo => ({
  taskId: task.id,
  status: task.status,
  ...(message === undefined ? {} : { statusMessage: message }),
  createdAt: new Date(task.createdAt).toISOString(),
  lastUpdatedAt: new Date(task.updatedAt).toISOString(),
  ttlMs: task.expiresAt - task.createdAt,
  pollIntervalMs,
})

/** Makes what shows tasks to their owners. */
export const createShow =
  (contents: Contents, pollIntervalMs: number) =>
  (task: TaskRecord): TaskView => {
    const info = infoOf(task, contents.message(task), pollIntervalMs)
    if (task.status === 'input_required') {
      const { asked } = contents.progress(task)
      const requests = Object.entries(asked).map(([key, { request }]) => [key, request] as const)
      return { info, requests: Object.fromEntries(requests) }
    }
    const end = contents.end(task)
    return end ? { info, end } : { info }
  }
