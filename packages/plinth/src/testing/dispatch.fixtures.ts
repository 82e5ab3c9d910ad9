import type { Caller } from '../context/caller.ts'
import type { Outcome } from '../define/outcome.ts'
import type { ToolResult } from '../define/result.ts'
import type { DispatchRequest } from '../dispatch/request.ts'
import type { Runtime } from '../server/runtime.ts'

type Requested = Pick<DispatchRequest, 'method' | 'params'> & Partial<Omit<DispatchRequest, 'caller'>>

/** A client of 2026-07-28 that can be asked everything. */
export const testCaller: Caller = {
  transport: 'memory',
  protocolVersion: '2026-07-28',
  client: { name: 'test', version: '1.0.0' },
  capabilities: { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} },
}

/** Hands one request to a server's dispatcher, without a client or a lane. */
export const dispatch = (
  runtime: Runtime,
  request: Requested,
  caller: Partial<Caller> = {},
): Promise<Outcome> =>
  runtime.dispatcher.dispatch({
    meta: {},
    requestId: 1,
    sink: {},
    signal: new AbortController().signal,
    ...request,
    caller: { ...testCaller, ...caller },
  })

/** The text of a tool's result, whether it failed or not. */
export const textOf = (outcome: Outcome): string => {
  if (outcome.kind !== 'result') return `${outcome.kind}: ${JSON.stringify(outcome)}`
  return (outcome.result as ToolResult).content
    .map(block => (block.type === 'text' ? block.text : block.type))
    .join('\n')
}
