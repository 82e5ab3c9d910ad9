import type { CallToolResult } from '@modelcontextprotocol/client'
import { TASK_STATUSES, type TaskStatus } from '../../define/task.ts'
import { CliError } from '../exit-codes.ts'
import { oneLine } from '../printable.ts'

/** What a task asks for. */
export interface TaskQuestion {
  readonly method: string
  readonly params: unknown
}

/** A task as a server tells of it (io.modelcontextprotocol/tasks, "Tasks"). */
export interface TaskNow {
  readonly taskId: string
  readonly status: TaskStatus
  readonly statusMessage?: string
  readonly lastUpdatedAt?: string
  readonly pollIntervalMs?: number
  readonly inputRequests?: Readonly<Record<string, TaskQuestion>>
  readonly result?: CallToolResult
  readonly error?: { readonly message?: string }
}

const isTask = (value: unknown): value is TaskNow =>
  typeof value === 'object' &&
  value !== null &&
  'taskId' in value &&
  typeof value.taskId === 'string' &&
  'status' in value &&
  (TASK_STATUSES as readonly unknown[]).includes(value.status)

/** @throws CliError when what a server answered is no task */
export const readTask = (value: unknown): TaskNow => {
  if (isTask(value)) return value
  throw new CliError(`The server told of a task in a way that cannot be read: ${JSON.stringify(value)}`)
}

/** How a task stands, on one line. */
export const statusLine = ({ status, statusMessage }: TaskNow): string =>
  statusMessage ? `${status}: ${oneLine(statusMessage)}` : status
