import { CORRELATION_ID } from '../define/correlation-id.ts'
import type { CommandSettings } from './settings.ts'

/** The fields that the pipeline itself reads out of a tool's input, whatever else is in it. */
export interface CallFields {
  readonly target: string | undefined
  readonly freeArguments: string | readonly string[]
  readonly timeoutSec: number | undefined
  readonly correlationId: string | undefined
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText)

/** @param targetField the field that holds the target; undefined when the tool has none */
export const readFields = (input: unknown, targetField: string | undefined): CallFields => {
  const given = new Map<string, unknown>(
    typeof input === 'object' && input !== null ? Object.entries(input) : [],
  )
  const target = targetField === undefined ? undefined : given.get(targetField)
  const free = given.get('extra_args')
  const timeout = given.get('timeout_sec')
  const correlationId = given.get('correlation_id')
  return {
    target: isText(target) ? target : undefined,
    freeArguments: isText(free) || isTexts(free) ? free : '',
    timeoutSec: typeof timeout === 'number' && timeout > 0 ? timeout : undefined,
    correlationId: isText(correlationId) && CORRELATION_ID.test(correlationId) ? correlationId : undefined,
  }
}

/**
 * How many seconds a call may take: what the caller says, else what the tool says, else the general default, and never
 * more than the maximum.
 */
export const timeoutOf = (
  asked: number | undefined,
  own: number | undefined,
  { defaultTimeoutSec, maxTimeoutSec }: Pick<CommandSettings, 'defaultTimeoutSec' | 'maxTimeoutSec'>,
): { readonly timeoutSec: number; readonly loweredFrom?: number } => {
  const wanted = asked ?? own ?? defaultTimeoutSec
  return wanted > maxTimeoutSec ? { timeoutSec: maxTimeoutSec, loweredFrom: wanted } : { timeoutSec: wanted }
}
