import { memoryTasks } from './memory.ts'
import type { TaskStore } from './store.ts'

/** How a server keeps and carries out tasks. Times are in milliseconds. */
export interface TasksOptions {
  /**
   * Where tasks are kept: `sqliteTasks({ file })`, `redisTasks({ url })`, or `memoryTasks()` for tests. Default: what
   * `MCP_TASKS_FILE` or `MCP_TASKS_REDIS_URL` says, else in memory, where they end with the process.
   */
  readonly store?: TaskStore
  /**
   * From which expected duration (`expectedMs` of a tool) calls may become tasks, in milliseconds, where the tool does not
   * say. Default 30 seconds.
   */
  readonly fromMs?: number
  /**
   * Secrets that encrypt arguments, answers, results and messages (AES-256-GCM), the newest first; at least 16
   * characters each. Keep an old one as long as its tasks live. Default: nothing is encrypted.
   */
  readonly keys?: readonly string[]
  /** How many tasks this process runs at once. Default 4. */
  readonly concurrency?: number
  /** How long a task is kept that has not ended. Default 24 hours. */
  readonly ttlMs?: number
  /** How long a task is kept at least once it has ended. Default 1 hour. */
  readonly keepMs?: number
  /** The longest that one run of a handler may take, where the tool does not say. Default 1 hour. */
  readonly timeoutMs?: number
  /** How often clients should ask. Default 1 second. */
  readonly pollIntervalMs?: number
  /** After what silence a process that runs tasks counts as dead. Default 15 seconds. */
  readonly leaseMs?: number
  /** How often a task is begun whose worker died, where its tool may be repeated. Default 3. */
  readonly maxAttempts?: number
  /** How many tasks one principal may have that have not ended. Default 100. */
  readonly maxPerPrincipal?: number
  /** How many tasks are kept in all. Default 100,000. */
  readonly maxTasks?: number
  /** How many bytes tasks may take in all, beyond which none are taken any more. Default 1 GiB. */
  readonly maxBytes?: number
  /** The largest result that is kept, in bytes. Default 10 MiB. */
  readonly maxResultBytes?: number
}

const HOUR = 3_600_000

export const taskDefaults = {
  fromMs: 30_000,
  keys: [] as readonly string[],
  concurrency: 4,
  ttlMs: 24 * HOUR,
  keepMs: HOUR,
  timeoutMs: HOUR,
  pollIntervalMs: 1_000,
  leaseMs: 15_000,
  maxAttempts: 3,
  maxPerPrincipal: 100,
  maxTasks: 100_000,
  maxBytes: 1024 * 1024 * 1024,
  maxResultBytes: 10 * 1024 * 1024,
} as const satisfies Omit<TasksOptions, 'store'>

export type TaskSettings = Required<TasksOptions>

/**
 * Fills in what was not said.
 *
 * @throws TypeError when a number makes no sense
 */
export const taskSettings = (options: TasksOptions): TaskSettings => {
  const settings = { ...taskDefaults, ...options, store: options.store ?? memoryTasks() }
  for (const [name, value] of Object.entries(settings))
    if (typeof value === 'number' && !(Number.isSafeInteger(value) && value > 0))
      throw new TypeError(`tasks.${name} is ${value}: give a whole number above 0`)
  return settings
}
