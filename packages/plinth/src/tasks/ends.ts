import type { ErrorCode } from '../define/errors.ts'
import type { Outcome } from '../define/outcome.ts'
import type { ToolResult } from '../define/result.ts'
import type { TaskEnd } from '../define/task-view.ts'

const MAX_MESSAGE_LENGTH = 1_000

/** What people read of a task: one line, of a length that every poll can carry. */
export const toMessage = (text: string): string =>
  text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH - 1)}…` : text

/** A task that failed for a reason that is not its tool's. */
export const failedEnd = (message: string, code: ErrorCode = 'EXECUTION_ERROR'): TaskEnd => ({
  kind: 'refused',
  refusal: { reason: 'failed', message, failure: { code, message } },
})

export const workerDied = failedEnd(
  'The server that ran this task died before it had ended, and its tool may not be run twice: check whether it took effect before calling again',
)

export const diedTooOften = (attempts: number): TaskEnd =>
  failedEnd(`The server that ran this task died, ${attempts} times: it is not tried again`)

export const stoppedUnfinished = failedEnd(
  'The server stopped before this task had ended, and its tool may not be run twice: check whether it took effect before calling again',
)

export const tooLarge = (bytes: number, limit: number): TaskEnd =>
  failedEnd(
    `The result of this task has ${bytes} bytes, more than the ${limit} that are kept`,
    'RESOURCE_EXHAUSTED',
  )

/** What is kept of an outcome; undefined for one that is no end. */
export const endOf = (outcome: Outcome): TaskEnd | undefined => {
  if (outcome.kind === 'result') return { kind: 'result', result: outcome.result as ToolResult }
  return outcome.kind === 'refused' ? { kind: 'refused', refusal: outcome.refusal } : undefined
}
