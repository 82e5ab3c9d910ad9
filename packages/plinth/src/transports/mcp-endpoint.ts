import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Principal } from '../define/context.ts'
import type { Host } from '../lanes/host.ts'
import {
  allRevisions,
  checkHead,
  defaultLimits,
  intakeError,
  legacyRevisions,
  nodeHeaders,
  paramsError,
  quote,
  readBody,
  receiveBody,
  wireErrors,
} from '../lanes/intake/index.ts'
import type { Connection } from '../lanes/sdk/caller.ts'
import { createLegacyHttp, type LegacyHttp } from '../lanes/sdk/legacy-http.ts'
import { createModernHttp, type ModernHttp } from '../lanes/sdk/modern-http.ts'
import type { SessionOptions } from '../lanes/sdk/sessions.ts'
import { clientOf } from '../net/request-client.ts'
import type { Gate } from './authenticate.ts'
import type { HttpPolicy } from './http-policy.ts'
import { sendError } from './send-error.ts'
import { sendWebResponse, toWebRequest } from './web.ts'

export interface EndpointOptions {
  readonly policy: HttpPolicy
  readonly gate: Gate
  /** How long the body of a request may take to arrive, in milliseconds. */
  readonly bodyTimeoutMs: number
  readonly sessions: Pick<SessionOptions, 'max' | 'idleMs'>
  /** Whether every request is answered with one JSON document, never with an event stream. */
  readonly jsonResponse: boolean
}

/** The MCP endpoint: one path for every revision. */
export interface McpEndpoint {
  handle(request: IncomingMessage, response: ServerResponse, principal: Principal | undefined): Promise<void>
  /** Whether an answer stays open until somebody ends it: a subscription, the stream of a session. */
  isStream(response: ServerResponse): boolean
  /** Ends sessions and streams. */
  close(): Promise<void>
  readonly sessions: LegacyHttp['sessions']
}

const sessionIdOf = (request: IncomingMessage): string | undefined => {
  const id = request.headers['mcp-session-id']
  return typeof id === 'string' ? id : undefined
}

const connectionOf = (request: IncomingMessage, principal: Principal | undefined): Connection => {
  const address = clientOf(request)
  return {
    transport: 'http',
    headers: request.headers,
    ...(address === undefined ? {} : { address }),
    ...(principal ? { principal } : {}),
  }
}

/** Of what belongs to a session without a body, only the revision can be wrong (2025-11-25, "Protocol Version Header"). */
const revisionFault = (request: IncomingMessage) => {
  const named = nodeHeaders(request.headers)('mcp-protocol-version')
  if (named === undefined || legacyRevisions.some(revision => revision === named)) return undefined
  return intakeError(
    wireErrors.invalidRequest,
    `MCP-Protocol-Version ${quote(named)} has no sessions: ${request.method} belongs to ${legacyRevisions.join(', ')}`,
  )
}

export const createMcpEndpoint = (host: Host, options: EndpointOptions): McpEndpoint => {
  const { policy, gate, bodyTimeoutMs, jsonResponse } = options
  const modern: ModernHttp = createModernHttp(host, { jsonResponse })
  const legacy: LegacyHttp = createLegacyHttp(host, { ...options.sessions, jsonResponse })
  const streams = new WeakSet<ServerResponse>()

  const post = async (request: IncomingMessage, response: ServerResponse, connection: Connection) => {
    const limits = { ...defaultLimits, maxBytes: policy.maxBodyBytes }
    const body = await readBody(request, {
      maxBytes: limits.maxBytes,
      timeoutMs: bodyTimeoutMs,
      clock: host.clock,
    })
    if (body.kind === 'aborted') return
    if (body.kind === 'refused') return sendError(request, response, body.error)
    const negotiated = legacy.revisionOf(sessionIdOf(request))
    const intake = receiveBody(
      body.bytes,
      nodeHeaders(request.headers),
      { limits, served: allRevisions, paramHeaders: tool => host.paramHeaders(tool) },
      negotiated === undefined ? {} : { revision: negotiated },
    )
    if (!intake.ok) return sendError(request, response, intake.error)
    const { value } = intake
    const fault = paramsError(value)
    if (fault) return sendError(request, response, fault)
    const { era, inbound } = value
    const refusal =
      inbound.kind === 'request'
        ? gate.refusalOf(request, inbound.message, connection.principal, era === 'modern')
        : undefined
    if (refusal) return sendError(request, response, refusal)
    if (value.era === 'modern') {
      if (value.inbound.message.method === 'subscriptions/listen') streams.add(response)
      const gone = new AbortController()
      response.on('close', () => gone.abort())
      const web = toWebRequest(request, gone.signal)
      return sendWebResponse(await modern.handle(web, value.inbound.message, connection), response)
    }
    return session(request, response, connection, value.inbound)
  }

  const session = async (
    request: IncomingMessage,
    response: ServerResponse,
    connection: Connection,
    inbound?: Parameters<LegacyHttp['handle']>[0]['inbound'],
  ) => {
    const answer = await legacy.handle({
      // A connection that breaks is no cancellation on these revisions, so that nothing is aborted with it.
      request: toWebRequest(request, new AbortController().signal),
      connection,
      whenDone: callback => void response.on('close', callback),
      ...(inbound ? { inbound } : {}),
    })
    return 'subject' in answer ? sendError(request, response, answer) : sendWebResponse(answer, response)
  }

  return {
    sessions: legacy.sessions,
    isStream: response => streams.has(response),
    async handle(request, response, principal) {
      const method = request.method ?? 'GET'
      const head = {
        method,
        header: nodeHeaders(request.headers),
        headerCount: request.rawHeaders.length / 2,
      }
      const fault = checkHead(head, { guard: policy.guard, sessions: true, maxBytes: policy.maxBodyBytes })
      if (fault) return sendError(request, response, fault)
      const connection = connectionOf(request, principal)
      if (method === 'POST') return post(request, response, connection)
      if (method === 'GET') streams.add(response)
      const wrong = revisionFault(request)
      return wrong ? sendError(request, response, wrong) : session(request, response, connection)
    },
    async close() {
      await modern.close()
      await legacy.close()
    },
  }
}
