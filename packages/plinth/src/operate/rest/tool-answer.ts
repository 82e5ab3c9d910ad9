import type { Outcome, Refusal } from '../../define/outcome.ts'
import type { Failure, ToolResult } from '../../define/result.ts'
import { TASKS_EXTENSION } from '../../define/task.ts'
import { type ApiError, type ApiErrorCode, errorBody } from './error-body.ts'

/** What is known of a call beside its outcome. */
export interface CallFacts {
  readonly tool: string
  readonly correlation_id: string
  readonly duration_ms: number
}

export interface ToolAnswer {
  readonly status: 200 | 401 | 403 | 404 | 409 | 422 | 429 | 503
  readonly body: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

const toSeconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000))

const SUGGESTIONS: { readonly [Code in ApiErrorCode]?: string } = {
  VALIDATION_ERROR: 'Correct the arguments and call again',
  NOT_FOUND: 'See GET /tools for what there is',
  PERMISSION_DENIED: 'Use a credential that allows this',
  RATE_LIMITED: 'Try again later',
  RESOURCE_EXHAUSTED: 'Try again in a moment',
  TIMEOUT: 'Ask for less, or give the call more time with timeout_sec',
}

const errorOf = (failure: Failure): ApiError => {
  const { code, message, suggestion, retryAfterMs, errorId } = failure
  const { issues, ...data } = failure.data ?? {}
  return {
    code,
    message,
    suggestion: suggestion ?? SUGGESTIONS[code] ?? 'See the log of the server',
    ...(retryAfterMs === undefined ? {} : { retry_after: toSeconds(retryAfterMs) }),
    ...(errorId === undefined ? {} : { error_id: errorId }),
    ...(Array.isArray(issues) ? { issues } : {}),
    ...(Object.keys(data).length > 0 ? { data } : {}),
  }
}

const refusedWith = (
  status: ToolAnswer['status'],
  failure: Failure,
  { correlation_id }: CallFacts,
): ToolAnswer => {
  const error = errorOf(failure)
  return {
    status,
    body: { error, correlation_id },
    ...(error.retry_after === undefined ? {} : { headers: { 'Retry-After': String(error.retry_after) } }),
  }
}

/** A failure of the tool itself is an answer like others, unless it is about this request or this server. */
const ofResult = (result: ToolResult, facts: CallFacts): ToolAnswer => {
  const { failure, content, structured, meta } = result
  if (!failure) {
    const shown = { content, ...(structured === undefined ? {} : { structured }), ...(meta ? { meta } : {}) }
    return { status: 200, body: { status: 'ok', ...facts, result: shown } }
  }
  if (failure.code === 'VALIDATION_ERROR') return refusedWith(422, failure, facts)
  if (failure.code === 'RESOURCE_EXHAUSTED') return refusedWith(503, failure, facts)
  return { status: 200, body: { status: 'error', ...facts, error: errorOf(failure) } }
}

const refusedFor = (
  code: ApiErrorCode,
  message: string,
  suggestion: string,
  { correlation_id }: CallFacts,
): ToolAnswer => ({ status: 409, body: { ...errorBody(code, message, suggestion), correlation_id } })

const asks = (facts: CallFacts, tasksAt: string | undefined): ToolAnswer =>
  refusedFor(
    'INPUT_REQUIRED',
    `${facts.tool} asks its caller something, which a call that only waits for its answer cannot hear`,
    tasksAt === undefined
      ? 'Call it over MCP, with a client that can be asked'
      : `Use POST ${tasksAt}, and answer at POST /tasks/{id}/input; or call it over MCP, with a client that can be asked`,
    facts,
  )

const isTaskOnly = ({
  required: { extensions },
}: Extract<Refusal, { reason: 'missing_capability' }>): boolean =>
  typeof extensions === 'object' && extensions !== null && Object.hasOwn(extensions, TASKS_EXTENSION)

const taskOnly = (facts: CallFacts, tasksAt: string): ToolAnswer =>
  refusedFor('TASK_REQUIRED', `${facts.tool} runs only as a task`, `Use POST ${tasksAt}`, facts)

const ofRefusal = (refusal: Refusal, facts: CallFacts, tasksAt: string | undefined): ToolAnswer => {
  switch (refusal.reason) {
    case 'missing_capability':
      return tasksAt !== undefined && isTaskOnly(refusal) ? taskOnly(facts, tasksAt) : asks(facts, tasksAt)
    case 'method_not_found':
    case 'not_found':
      return refusedWith(404, { code: 'NOT_FOUND', message: refusal.message }, facts)
    case 'invalid_params':
    case 'invalid_cursor':
    case 'invalid_state':
      return refusedWith(422, { code: 'VALIDATION_ERROR', message: refusal.message }, facts)
    case 'failed':
      return ofResult({ content: [], failure: refusal.failure }, facts)
    case 'unauthenticated': {
      const { message, suggestion = 'Send a credential' } = refusal
      const { correlation_id } = facts
      return { status: 401, body: { ...errorBody('UNAUTHENTICATED', message, suggestion), correlation_id } }
    }
    case 'forbidden':
      return refusedWith(403, refusal, facts)
    case 'rate_limited':
      return refusedWith(429, { retryAfterMs: 1_000, ...refusal }, facts)
    case 'unavailable':
    case 'cancelled':
      return refusedWith(503, refusal, facts)
  }
}

/**
 * What a caller over HTTP is told of a call.
 *
 * @param tasksAt where the same call can be made as a task, should that help
 */
export const toolAnswer = (outcome: Outcome, facts: CallFacts, tasksAt?: string): ToolAnswer => {
  switch (outcome.kind) {
    case 'result':
      return ofResult(outcome.result as ToolResult, facts)
    case 'refused':
      return ofRefusal(outcome.refusal, facts, tasksAt)
    case 'input_required':
    case 'task':
      return asks(facts, tasksAt)
  }
}
