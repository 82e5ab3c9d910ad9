import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Principal } from '../define/context.ts'
import type { Authentication } from '../define/credential.ts'
import type { HttpExchange } from '../define/http-exchange.ts'
import type { Host } from '../lanes/host.ts'
import { intakeError, nodeHeaders, wireErrors } from '../lanes/intake/index.ts'
import { noteClient, noteConnection } from '../net/request-client.ts'
import { createAnswering } from './answering.ts'
import { type Admitted, createGate } from './authenticate.ts'
import type { CustomRoutes } from './custom-routes.ts'
import { createDrain } from './drain.ts'
import { exchangeObserver } from './exchange-observer.ts'
import { createHttpPolicy, type HttpPolicySettings } from './http-policy.ts'
import { type HttpServerSettings, hardenServer, httpServerOptions } from './http-server.ts'
import { createMcpEndpoint } from './mcp-endpoint.ts'
import { isPlain } from './plain-error.ts'
import { createProtectedResource, WELL_KNOWN } from './protected-resource.ts'
import { sendError } from './send-error.ts'

/** Where and how `serveHttp` serves. */
export interface HttpOptions extends HttpServerSettings, HttpPolicySettings {
  /** The address to listen on. Default 127.0.0.1. */
  readonly host?: string
  /** Default 8080; 0 takes a free one. */
  readonly port?: number
  /** The path of the MCP endpoint. Default `/mcp`. */
  readonly path?: string
  /** Sessions of the older revisions that there may be at once. Default 1000. */
  readonly maxSessions?: number
  /** How long a session may be idle, in milliseconds. Default 5 minutes. */
  readonly sessionIdleMs?: number
  /** What ids of sessions begin with, and a dot, so that a balancer can send them to this replica. Default: nothing. */
  readonly sessionPrefix?: string | undefined
  /** How the caller of each request is known. Without it everybody may call, and nobody is known. */
  readonly auth?: Authentication | undefined
  /** Who everybody is where there is no `auth`: only where everybody may be. Default: nobody is known. */
  readonly unauthenticatedPrincipal?: Principal | undefined
  readonly routes?: CustomRoutes
  /** Told of each request when its answer is out. */
  readonly onExchange?: ((exchange: HttpExchange) => void) | undefined
  /**
   * Whether every request to the MCP endpoint is answered with one JSON document, and progress and log messages of a
   * call are dropped. Default false. Subscriptions and the stream of a session are event streams anyway.
   */
  readonly jsonResponse?: boolean
  /**
   * Milliseconds without a request, after which a server that stops closes connections between two requests. Default 500.
   */
  readonly quietMs?: number
}

/** A server that listens. */
export interface HttpServing {
  /** Where the MCP endpoint is. */
  readonly url: string
  readonly port: number
  /** Resolves when every request has been answered; streams do not count. */
  idle(): Promise<void>
  /** How many requests, sessions and streams there are at this moment. */
  open(): { readonly requests: number; readonly sessions: number; readonly streams: number }
  /**
   * Takes no new connection, and closes each connection after its answer. Resolves when none is left between two
   * requests: those are kept for a moment, because what a client is just sending would be lost with them.
   */
  stopAccepting(): Promise<void>
  /** Changes what may change while it listens. */
  configure(settings: HttpPolicySettings): void
  /** Ends streams and sessions properly, then every connection. */
  close(): Promise<void>
}

const SESSION_IDLE_MS = 5 * 60_000
const GRACE_FOR_ANSWER_MS = 5_000

/**
 * Serves over HTTP: the MCP endpoint for every revision, and the server's own routes beside it.
 *
 * @throws Error when the address is taken or not this machine's
 * @example
 * const serving = await serveHttp(server.runtime.host, { port: 0 })
 * console.error(serving.url)
 * await serving.close()
 */
export const serveHttp = async (host: Host, options: HttpOptions = {}): Promise<HttpServing> => {
  const { host: address = '127.0.0.1', port = 8080, path = '/mcp', auth, routes } = options
  const { requestTimeoutMs = 60_000, jsonResponse = false } = options
  const policy = createHttpPolicy(address, options)
  const metadata =
    auth?.resource &&
    createProtectedResource(auth.resource, { name: host.info.name, path, scopes: () => host.scopes() })
  const gate = createGate(host, {
    auth,
    unauthenticated: options.unauthenticatedPrincipal,
    metadata: metadata?.url,
  })
  const endpoint = createMcpEndpoint(host, {
    policy,
    gate,
    jsonResponse,
    bodyTimeoutMs: requestTimeoutMs,
    sessions: {
      max: options.maxSessions ?? 1_000,
      idleMs: options.sessionIdleMs ?? SESSION_IDLE_MS,
      prefix: options.sessionPrefix,
    },
  })
  // The body's own limit comes first, because it is answered in the protocol's form.
  const serverOptions = httpServerOptions({
    ...options,
    requestTimeoutMs: requestTimeoutMs + GRACE_FOR_ANSWER_MS,
  })

  const isForEndpoint = ({ url = '/' }: IncomingMessage) => url === path || url.split('?', 1)[0] === path

  const goOn = (
    request: IncomingMessage,
    response: ServerResponse,
    isEndpoint: boolean,
    principal: Principal | undefined,
  ): void | Promise<void> => {
    if (isEndpoint) return endpoint.handle(request, response, principal)
    if (routes) return routes.handleProtected(request, response, principal)
    const nothing = `There is nothing here: the MCP endpoint is ${path}`
    sendError(request, response, intakeError({ ...wireErrors.methodNotFound, status: 404 }, nothing))
  }

  const handle = (request: IncomingMessage, response: ServerResponse): void | Promise<void> => {
    if (request.headers['x-forwarded-for'] === undefined)
      noteConnection(request, () => policy.clientOf(request))
    else noteClient(request, policy.clientOf(request))
    const isEndpoint = isForEndpoint(request)
    if (!isEndpoint) isPlain.mark(request)
    const header = nodeHeaders(request.headers)
    const isMetadata = metadata?.has(request) ?? false
    // What is for everybody, pages of any origin may read.
    const fault = policy.guard(isMetadata ? name => (name === 'origin' ? undefined : header(name)) : header)
    if (fault) return sendError(request, response, fault)
    if (isMetadata) return metadata?.answer(request, response)
    if (policy.answersPreflight(request, response)) return
    if (!isEndpoint && routes?.isPublic(request)) return routes.handlePublic(request, response)
    const admitted = gate.admit(request, response, isEndpoint)
    const enter = (caller: Admitted) => caller && goOn(request, response, isEndpoint, caller.principal)
    return admitted instanceof Promise ? admitted.then(enter) : enter(admitted)
  }

  const failed = (request: IncomingMessage, response: ServerResponse, error: unknown): void => {
    host.log.error('http.failed', { error })
    if (response.headersSent) response.destroy()
    else
      sendError(
        request,
        response,
        intakeError(wireErrors.internalError, 'Something went wrong inside of the server'),
      )
  }

  const isStream = (response: ServerResponse) =>
    endpoint.isStream(response) || (routes?.isStream(response) ?? false)
  const onAnswered = exchangeObserver({
    onExchange: options.onExchange,
    routeOf: request => {
      if (isForEndpoint(request)) return path
      return metadata?.has(request) ? WELL_KNOWN : routes?.routeOf(request)
    },
    isStream,
  })

  const server = createServer(serverOptions, (request, response) => {
    try {
      const handled = handle(request, response)
      if (handled instanceof Promise) handled.catch(error => failed(request, response, error))
    } catch (error) {
      failed(request, response, error)
    }
  })
  const answering = createAnswering(server, onAnswered)
  const drain = createDrain(server, answering, options.quietMs)
  const settings = {
    ...options,
    get maxBodyBytes() {
      return policy.maxBodyBytes
    },
  }
  hardenServer(server, settings, answering)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const bound = server.address() as AddressInfo
  const named = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address

  return {
    url: `http://${named}:${bound.port}${path}`,
    port: bound.port,
    open: () => ({
      requests: answering.live.size,
      sessions: endpoint.sessions.size,
      streams: [...answering.live].filter(isStream).length,
    }),
    idle: () => drain.idle(isStream),
    stopAccepting: drain.stopAccepting,
    configure: settings => policy.configure(settings),
    async close() {
      void drain.stopListening()
      await endpoint.close()
      await drain.close()
    },
  }
}
