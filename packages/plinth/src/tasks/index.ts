/**
 * Stores for work that outlives its request.
 *
 * @module plinth/tasks
 */

export type { TaskStatus } from '../define/task.ts'
export { memoryTasks } from './memory.ts'
export type { TasksOptions } from './options.ts'
export { type RedisTasksOptions, redisTasks } from './redis.ts'
export { type SqliteTasksOptions, sqliteTasks } from './sqlite.ts'
export type {
  TaskLimits,
  TaskPage,
  TaskPlace,
  TaskQuery,
  TaskRecord,
  TaskStore,
  TaskSummary,
  TaskTally,
} from './store.ts'
