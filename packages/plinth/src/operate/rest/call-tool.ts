import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { Caller } from '../../context/caller.ts'
import { CORRELATION_META_KEY } from '../../context/correlation.ts'
import { CORRELATION_ID } from '../../define/correlation-id.ts'
import type { Outcome } from '../../define/outcome.ts'
import { TIMEOUT_META_KEY } from '../../dispatch/time-limit.ts'
import { findTool, type ServedTool } from '../served-tools.ts'
import type { ApiParts } from './deps.ts'
import { errorBody } from './error-body.ts'
import { type JsonObject, readJson } from './read-json.ts'
import { challengeFor, fail, noSuchTool } from './refuse.ts'
import type { ApiCaller } from './route.ts'
import { type CallFacts, toolAnswer } from './tool-answer.ts'

export type Calling = Pick<ApiParts, 'runtime' | 'access' | 'maxBodyBytes' | 'addressOf'>

interface Call {
  readonly args: JsonObject
  readonly correlationId: string
  readonly timeoutMs: number | undefined
}

const isOwn = ({ entry }: ServedTool, field: string): boolean => {
  const { properties } = entry.definition.input.json
  return typeof properties === 'object' && properties !== null && Object.hasOwn(properties, field)
}

/** Sets the tool's own arguments apart from what concerns the call; a tool may have an argument of that name too. */
const callOf = (tool: ServedTool, body: JsonObject): Call | { readonly problem: string } => {
  const { timeout_sec: timeout, correlation_id: correlation } = body
  if (correlation !== undefined && !(typeof correlation === 'string' && CORRELATION_ID.test(correlation)))
    return { problem: 'correlation_id must be 1 to 128 letters, digits, "_", ".", ":" or "-"' }
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout > 0))
    return { problem: 'timeout_sec must be a number above 0' }
  const ofTheCall = (field: string) =>
    (field === 'timeout_sec' || field === 'correlation_id') && !isOwn(tool, field)
  return {
    args: Object.fromEntries(Object.entries(body).filter(([field]) => !ofTheCall(field))),
    correlationId: correlation ?? randomUUID(),
    timeoutMs: timeout === undefined ? undefined : Math.max(1, Math.round(timeout * 1_000)),
  }
}

/** Who makes a request of this API, as the dispatcher knows callers. */
export const callerOf = (
  { addressOf }: Pick<Calling, 'addressOf'>,
  c: Context,
  principal: ApiCaller['principal'],
  capabilities: Caller['capabilities'] = {},
): Caller => {
  const address = addressOf(c)
  return {
    transport: 'http',
    protocolVersion: '2026-07-28',
    client: undefined,
    capabilities,
    headers: c.req.header(),
    ...(principal ? { principal } : {}),
    ...(address === undefined ? {} : { address }),
  }
}

export interface Called {
  readonly tool: ServedTool
  readonly outcome: Outcome
  readonly facts: CallFacts
}

/**
 * Calls a tool as `tools/call` does: through the same middleware, limits, metrics and audit, once.
 *
 * @param capabilities what the caller can do beside waiting for a result
 * @returns what came of it, or the answer that says why it was not made
 */
export const callTool = async (
  parts: Calling,
  c: Context,
  { principal }: ApiCaller,
  capabilities?: Caller['capabilities'],
): Promise<Called | Response> => {
  const { runtime, maxBodyBytes } = parts
  const named = c.req.param('name') ?? ''
  const tool = findTool(runtime, named)
  if (!tool) return noSuchTool(c, named)
  if (!tool.enabled)
    return fail(
      c,
      403,
      errorBody('TOOL_DISABLED', `${tool.name} is disabled`, 'Ask an operator to enable it'),
    )
  const read = await readJson(c, maxBodyBytes)
  if ('refused' in read) return read.refused
  const call = callOf(tool, read.value)
  if ('problem' in call)
    return fail(c, 422, errorBody('VALIDATION_ERROR', call.problem, 'Correct it and call again'))
  const startedAt = performance.now()
  const outcome = await runtime.host.dispatch({
    method: 'tools/call',
    params: { name: tool.name, arguments: call.args },
    meta: {
      [CORRELATION_META_KEY]: call.correlationId,
      ...(call.timeoutMs === undefined ? {} : { [TIMEOUT_META_KEY]: call.timeoutMs }),
    },
    requestId: call.correlationId,
    caller: callerOf(parts, c, principal, capabilities),
    sink: {},
    signal: c.req.raw.signal,
  })
  const facts = {
    tool: tool.name,
    correlation_id: call.correlationId,
    duration_ms: Math.round(performance.now() - startedAt),
  }
  return { tool, outcome, facts }
}

/**
 * Answers with what came of a request, and with a challenge where another credential would help.
 *
 * @param tasksAt where the same call can be made as a task, should that help
 */
export const answerWith = (
  c: Context,
  { runtime, access }: Pick<Calling, 'runtime' | 'access'>,
  outcome: Outcome,
  facts: CallFacts,
  denied: () => ReturnType<Calling['runtime']['host']['denied']>,
  tasksAt?: string,
): Response => {
  const { status, body, headers } = toolAnswer(outcome, facts, tasksAt)
  const isRefused = status === 401 || status === 403
  const challenge = isRefused
    ? challengeFor(runtime.host.info.name, access, status, denied()?.lack)
    : undefined
  return fail(c, status, body, { ...headers, ...(challenge ? { 'WWW-Authenticate': challenge } : {}) })
}
