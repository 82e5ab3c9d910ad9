import type { Clock } from '../clock.ts'
import { ToolError } from '../define/errors.ts'
import type { CommandResult, FailedCommand } from './result.ts'
import type { RunResult } from './run-process.ts'

/** What is known of a call, as it goes on: the ground for its result, and for its error. */
export interface Report {
  readonly correlationId: string
  /** Facts about how the program is run, for the caller to see. */
  note(facts: Readonly<Record<string, unknown>>): void
  /** What the program printed and how it ended. */
  ran(run: RunResult): void
  success<Data>(run: RunResult, data: Data | null): CommandResult<Data>
  /** The error with everything that is known beside it: partial output above all. */
  failure(error: ToolError): ToolError
}

export const startReport = (clock: Clock, correlationId: string): Report => {
  const startedAt = clock.now()
  let metadata: Readonly<Record<string, unknown>> = {}
  let last: RunResult | undefined

  const parts = (run: RunResult | undefined) => ({
    stdout: run?.stdout.text ?? '',
    stderr: run?.stderr.text ?? '',
    truncated_stdout: run?.stdout.truncated ?? false,
    truncated_stderr: run?.stderr.truncated ?? false,
    timed_out: run?.ended === 'timed-out',
    duration_ms: clock.now() - startedAt,
    correlation_id: correlationId,
    metadata,
  })
  return {
    correlationId,
    note(facts) {
      metadata = { ...metadata, ...facts }
    },
    ran(run) {
      last = run
    },
    success: (run, data) => ({
      ...parts(run),
      returncode: run.returncode,
      data,
      error_type: null,
      error: null,
    }),
    failure(error) {
      const { code, message, suggestion, retryAfterMs } = error
      metadata = { ...metadata, ...error.data }
      const data: FailedCommand = {
        ...parts(last),
        returncode: last?.returncode ?? null,
        data: null,
        error_type: code,
        error: message,
      }
      return new ToolError(message, {
        code,
        data: { ...data },
        cause: error.cause ?? error,
        ...(suggestion === undefined ? {} : { suggestion }),
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      })
    },
  }
}
