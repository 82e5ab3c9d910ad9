import { ToolError } from 'plinth'

/** Input that cannot be served, with what to send instead. */
export function invalid(message: string, suggestion: string, data?: Record<string, unknown>): ToolError {
  return new ToolError(message, { code: 'VALIDATION_ERROR', suggestion, ...(data && { data }) })
}
