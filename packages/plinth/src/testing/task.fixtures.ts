import type { TaskInfo } from '../define/task.ts'

/** A task, for tests that only pass it on. */
export const someTask: TaskInfo = {
  taskId: 't1',
  status: 'working',
  createdAt: '2026-01-01T00:00:00.000Z',
  lastUpdatedAt: '2026-01-01T00:00:00.000Z',
  ttlMs: 1,
  pollIntervalMs: 1,
}
