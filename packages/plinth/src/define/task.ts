/** The protocol's extension for work that outlives its request (io.modelcontextprotocol/tasks, SEP-2663). */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks'

/**
 * Whether calls of a tool become tasks: `never`; `optional`, where the client knows tasks, and otherwise the call waits
 * for its result; `required`, and clients that do not know tasks are refused.
 */
export type TaskSupport = 'never' | 'optional' | 'required'

/** How calls of a tool become tasks. */
export interface TaskPolicy {
  readonly support: TaskSupport
  /**
   * When the task begins: `at-call`, before the handler runs; or `in-handler`, where it awaits `ctx.background()`, so
   * that what it asks before is asked while the client waits. Default `at-call`.
   */
  readonly begins?: 'at-call' | 'in-handler'
}

/** What a tool says of whether its calls become tasks. */
export interface StatedTask {
  readonly task?: TaskSupport | TaskPolicy
  readonly expectedMs?: number
}

/**
 * Whether calls of a tool become tasks, and when.
 *
 * @param fromMs the expected duration from which they may, where the tool does not say; undefined without tasks
 */
export const policyOf = (
  { task, expectedMs }: StatedTask,
  fromMs: number | undefined,
): Required<TaskPolicy> => {
  if (typeof task === 'object') return { begins: 'at-call', ...task }
  const isLong = expectedMs !== undefined && fromMs !== undefined && expectedMs >= fromMs
  return { support: task ?? (isLong ? 'optional' : 'never'), begins: 'at-call' }
}

export const TASK_STATUSES = ['working', 'input_required', 'completed', 'failed', 'cancelled'] as const

/** How a task stands: the last three are ends. */
export type TaskStatus = (typeof TASK_STATUSES)[number]

/** A task as the protocol tells of it (io.modelcontextprotocol/tasks, "Tasks"). */
export interface TaskInfo {
  readonly taskId: string
  readonly status: TaskStatus
  /** A sentence for people: how far it is, or why it ended. */
  readonly statusMessage?: string
  /** ISO 8601, as `lastUpdatedAt`. */
  readonly createdAt: string
  readonly lastUpdatedAt: string
  /** How long the task is kept at least, in milliseconds from its creation. */
  readonly ttlMs: number
  readonly pollIntervalMs: number
}
