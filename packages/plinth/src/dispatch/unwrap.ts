import { Suspension } from '../context/interview.ts'
import { ToolError } from '../define/errors.ts'
import { codeOf, type Outcome } from '../define/outcome.ts'
import type { ToolResult } from '../define/result.ts'

/**
 * What a handler gets that has called another tool.
 *
 * @throws ToolError when that failed; Suspension when it asks
 */
export const unwrap = (outcome: Outcome, name: string): unknown => {
  switch (outcome.kind) {
    case 'input_required':
      throw new Suspension()
    case 'task':
      throw new ToolError(`"${name}" runs as a task and gives no result at once`)
    case 'refused':
      throw new ToolError(outcome.refusal.message, { ...outcome.refusal, code: codeOf(outcome.refusal) })
    case 'result': {
      const { failure, structured, content } = outcome.result as ToolResult
      if (failure) throw new ToolError(failure.message, { ...failure, cause: outcome.error })
      return structured === undefined ? content : structured
    }
  }
}
