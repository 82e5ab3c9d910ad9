import type { Outcome, ToolResult } from 'plinth'

const isToolResult = (value: unknown): value is ToolResult =>
  typeof value === 'object' && value !== null && 'content' in value && Array.isArray(value.content)

/** The result of a tool call, where it came to one. */
export const toolResultIn = (outcome: Outcome): ToolResult | undefined =>
  outcome.kind === 'result' && isToolResult(outcome.result) ? outcome.result : undefined

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
