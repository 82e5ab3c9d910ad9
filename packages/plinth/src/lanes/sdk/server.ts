import {
  type CallToolResult,
  type Implementation,
  type RequestId,
  type Result,
  Server,
  type ServerCapabilities,
  type ServerContext,
} from '@modelcontextprotocol/server'
import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Outcome } from '../../define/outcome.ts'
import type { ToolResult } from '../../define/result.ts'
import { METHODS, type Method } from '../../dispatch/request.ts'
import type { Connection } from '../connection.ts'
import type { Host } from '../host.ts'
import { isServed } from '../served-methods.ts'
import { toWireRefusal } from '../wire-refusal.ts'
import { toWireResult } from '../wire-result.ts'
import { callerOf, type Era, isInBatch } from './caller.ts'
import { announce, serveSubscriptions } from './notices.ts'
import { LegacyServer, toProtocolError } from './resource-codes.ts'
import { createSink } from './sink.ts'

/** As long as a person may think about a question on the older revisions, where the request stays open meanwhile. */
const QUESTION_TIMEOUT_MS = 10 * 60_000

export interface SdkServerOptions {
  readonly era: Era
  /** What is known of the caller where the request itself does not carry it: on stdio and in memory. */
  readonly connection: Connection
  /** Whether this server tells its client of changes itself, rather than a bus of the SDK. */
  readonly announces: boolean
  /** Told of a request that the client cancelled, as soon as it did; the SDK sends no answer to it. */
  readonly onCancelled?: (id: RequestId, inBatch: boolean) => void
}

type Params = Readonly<Record<string, unknown>>

/** The dispatcher checks parameters itself: the SDK answers those that it cannot parse as an internal error. */
const AS_THEY_ARE: StandardSchemaV1<Params> = {
  '~standard': { version: 1, vendor: 'plinth', validate: value => ({ value: value as Params }) },
}

/** Extensions are of 2026-07-28: what had their names before was something else. */
const withoutExtensions = ({
  extensions: _,
  ...capabilities
}: Readonly<Record<string, object>>): Readonly<Record<string, object>> => capabilities

/** Makes the SDK's low-level server over a host: each method is handed to the dispatcher, and nothing else is done. */
export const createSdkServer = (host: Host, options: SdkServerOptions): Server => {
  const { era, connection, announces, onCancelled } = options
  const capabilities = withoutExtensions(host.capabilities())
  const server = new (era === 'legacy' ? LegacyServer : Server)(host.info as Implementation, {
    capabilities: capabilities as ServerCapabilities,
    ...(host.instructions === undefined ? {} : { instructions: host.instructions }),
    inputRequired: { roundTimeoutMs: QUESTION_TIMEOUT_MS },
  })

  const handle = async (method: Method, given: Params, ctx: ServerContext): Promise<Result> => {
    const { sink, sent } = createSink(ctx)
    const { id, signal } = ctx.mcpReq
    const { _meta, ...params } = given
    const { progressToken: _, ...meta } = (ctx.mcpReq._meta ?? {}) as Record<string, unknown>
    const state = ctx.mcpReq.requestState<string>()
    if (onCancelled) signal.addEventListener('abort', () => onCancelled(id, isInBatch(ctx)), { once: true })
    const outcome = await host.dispatch({
      method,
      params,
      meta,
      requestId: id,
      ...(ctx.mcpReq.inputResponses ? { inputResponses: ctx.mcpReq.inputResponses } : {}),
      ...(state === undefined ? {} : { requestState: state }),
      caller: callerOf(server, ctx, era, connection),
      sink,
      signal,
    })
    await sent()
    return toSdkResult(server, method, outcome, era)
  }

  for (const method of METHODS)
    if (isServed(method, capabilities))
      server.setRequestHandler(method, { params: AS_THEY_ARE }, (params, ctx) => handle(method, params, ctx))

  const subscribed =
    era === 'legacy' && 'resources' in capabilities ? serveSubscriptions(server, host, connection) : undefined
  if (announces) announce(server, host, { capabilities, subscribed, principal: connection.principal })
  server.onerror = error => host.log.debug('protocol.error', { error })
  return server
}

const toSdkResult = (server: Server, method: string, outcome: Outcome, era: Era): Result => {
  const modern = era === 'modern'
  switch (outcome.kind) {
    case 'result': {
      const wire = toWireResult(method, outcome.result, modern) as Result
      if (method !== 'tools/call') return wire
      const { wideSchema } = outcome.result as ToolResult
      return server.projectCallToolResult(wire as CallToolResult, wideSchema)
    }
    case 'input_required':
      return {
        resultType: 'input_required',
        inputRequests: outcome.requests,
        requestState: outcome.state,
      } as Result
    case 'refused':
      throw toProtocolError(toWireRefusal(outcome.refusal, modern))
    case 'task':
      return { resultType: 'task', ...outcome.task } as Result
  }
}
