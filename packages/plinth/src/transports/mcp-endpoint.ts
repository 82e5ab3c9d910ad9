import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Principal } from '../define/context.ts'
import type { Connection } from '../lanes/connection.ts'
import type { Host } from '../lanes/host.ts'
import {
  allRevisions,
  type Body,
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
import { createNativeHttp } from '../lanes/native/http.ts'
import type { LegacyHttp } from '../lanes/sdk/legacy-http.ts'
import type { SessionOptions } from '../lanes/sdk/sessions.ts'
import { clientOf } from '../net/request-client.ts'
import type { Gate } from './authenticate.ts'
import type { HttpPolicy } from './http-policy.ts'
import { sendError } from './send-error.ts'
import { sendWebResponse } from './web.ts'

export interface EndpointOptions {
  readonly policy: HttpPolicy
  readonly gate: Gate
  /** How long the body of a request may take to arrive, in milliseconds. */
  readonly bodyTimeoutMs: number
  readonly sessions: Omit<SessionOptions, 'jsonResponse'>
  /** Whether every request is answered with one JSON document, never with an event stream. */
  readonly jsonResponse: boolean
}

/** The MCP endpoint: one path for every revision. */
export interface McpEndpoint {
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    principal: Principal | undefined,
  ): void | Promise<void>
  /** Whether an answer stays open until somebody ends it: a subscription, the stream of a session. */
  isStream(response: ServerResponse): boolean
  /** Ends sessions and streams. */
  close(): Promise<void>
  /** The sessions of the older revisions. */
  readonly sessions: { readonly size: number }
}

const NOT_NEGOTIATED = {}

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
  const native = createNativeHttp(host, { jsonResponse })
  let loaded: LegacyHttp | undefined
  let loading: Promise<LegacyHttp> | undefined
  const streams = new WeakSet<ServerResponse>()
  const paramHeaders = (tool: string) => host.paramHeaders(tool)
  let settings = { limits: defaultLimits, served: allRevisions, paramHeaders }

  const settingsNow = () => {
    const maxBytes = policy.maxBodyBytes
    if (settings.limits.maxBytes !== maxBytes)
      settings = { ...settings, limits: { ...defaultLimits, maxBytes } }
    return settings
  }

  /** The lane of the older revisions is loaded with the first client that needs it: it is most of what there is to load. */
  const load = async (): Promise<LegacyHttp> => {
    const { createLegacyHttp } = await import('../lanes/sdk/legacy-http.ts')
    loaded = createLegacyHttp(host, { ...options.sessions, jsonResponse })
    return loaded
  }
  const legacy = (): LegacyHttp | Promise<LegacyHttp> => {
    if (loaded) return loaded
    loading ??= load()
    return loading
  }

  const receive = (
    request: IncomingMessage,
    response: ServerResponse,
    connection: Connection,
    body: Body,
  ): void | Promise<void> => {
    if (body.kind === 'aborted') return
    if (body.kind === 'refused') return sendError(request, response, body.error)
    const negotiated = loaded?.revisionOf(sessionIdOf(request))
    const intake = receiveBody(
      body.bytes,
      nodeHeaders(request.headers),
      settingsNow(),
      negotiated === undefined ? NOT_NEGOTIATED : { revision: negotiated },
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
    if (value.era !== 'modern') return session(request, response, connection, inbound)
    // Nothing that a client may tell without asking means anything to a server without sessions.
    if (value.inbound.kind === 'notification') return void response.writeHead(202).end()
    const { message } = value.inbound
    if (message.method === 'subscriptions/listen') streams.add(response)
    return native.handle(message, connection, response)
  }

  const post = (request: IncomingMessage, response: ServerResponse, connection: Connection) =>
    readBody(request, {
      maxBytes: settingsNow().limits.maxBytes,
      timeoutMs: bodyTimeoutMs,
      clock: host.clock,
    }).then(body => receive(request, response, connection, body))

  const session = async (
    request: IncomingMessage,
    response: ServerResponse,
    connection: Connection,
    inbound?: Parameters<LegacyHttp['handle']>[0]['inbound'],
  ) => {
    const lane = await legacy()
    const answer = await lane.handle({
      method: request.method ?? 'GET',
      header: nodeHeaders(request.headers),
      connection,
      whenDone: callback => void response.on('close', callback),
      ...(inbound ? { inbound } : {}),
    })
    return 'subject' in answer ? sendError(request, response, answer) : sendWebResponse(answer, response)
  }

  return {
    sessions: {
      get size() {
        return loaded?.sessions.size ?? 0
      },
    },
    isStream: response => streams.has(response),
    handle(request, response, principal) {
      const method = request.method ?? 'GET'
      const head = {
        method,
        header: nodeHeaders(request.headers),
        headerCount: request.rawHeaders.length / 2,
      }
      const fault = checkHead(head, { sessions: true, maxBytes: policy.maxBodyBytes })
      if (fault) return sendError(request, response, fault)
      const connection = connectionOf(request, principal)
      if (method === 'POST') return post(request, response, connection)
      if (method === 'GET') streams.add(response)
      const wrong = revisionFault(request)
      return wrong ? sendError(request, response, wrong) : session(request, response, connection)
    },
    async close() {
      native.close()
      await (await loading)?.close()
    },
  }
}
