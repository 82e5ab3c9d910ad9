import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type WireError, wireErrors } from '../lanes/intake/errors.ts'
import { encodeError, intakeError } from '../lanes/intake/intake-error.ts'
import { defaultLimits } from '../lanes/intake/limits.ts'
import { type Answering, createAnswering } from './answering.ts'

/** What a server bears from its clients before it gives up on them. */
export interface HttpServerSettings {
  /** Milliseconds for the headers of a request to arrive, counted from the opening of a silent connection. Default 10000. */
  readonly headersTimeoutMs?: number
  /** Milliseconds for a whole request to arrive; the answer may take longer. Default 60000. */
  readonly requestTimeoutMs?: number
  /**
   * Milliseconds that a connection may be idle between two requests. Default 10000. Behind a balancer that keeps
   * connections open, set it longer than the balancer does.
   */
  readonly keepAliveTimeoutMs?: number
  /** Milliseconds between two searches for connections whose time is up. Default 1000. */
  readonly checkIntervalMs?: number
  /** Length of request line and headers in bytes, beyond which the answer is 431. Default 16384. */
  readonly maxHeaderBytes?: number
  /** Requests on one connection; 0 for any number, which is the default. */
  readonly maxRequestsPerSocket?: number
  /**
   * Requests of one connection that wait for their answers at once, beyond which it is closed: without a limit, one
   * connection could start any number of calls. Default 16.
   */
  readonly maxPipelined?: number
  /** Connections at one time; more are closed as they come. Default 1000. */
  readonly maxConnections?: number
  /** Length of a body in bytes: nobody is told to go on with one that announces more. Looked up each time. Default 4 MiB. */
  readonly maxBodyBytes?: number
}

/**
 * The settings that `http.createServer` takes. Give the same ones to `hardenServer`.
 *
 * @throws RangeError when a request would have less time than its headers
 */
export const httpServerOptions = (settings: HttpServerSettings = {}): ServerOptions => {
  const { headersTimeoutMs = 10_000, requestTimeoutMs = 60_000 } = settings
  if (requestTimeoutMs < headersTimeoutMs) {
    throw new RangeError(
      `requestTimeoutMs (${requestTimeoutMs}) must be at least headersTimeoutMs (${headersTimeoutMs})`,
    )
  }
  return {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: settings.keepAliveTimeoutMs ?? 10_000,
    connectionsCheckingInterval: settings.checkIntervalMs ?? 1000,
    maxHeaderSize: settings.maxHeaderBytes ?? 16 * 1024,
    // Finds out about clients that are gone without a word, on event streams above all.
    keepAlive: true,
    keepAliveInitialDelay: 30_000,
    insecureHTTPParser: false,
    requireHostHeader: true,
  }
}

interface ClientFault {
  readonly wire: WireError
  readonly reason: string
  readonly message: string
}

const badRequest: ClientFault = {
  wire: wireErrors.invalidRequest,
  reason: '400 Bad Request',
  message: 'The request is not valid HTTP/1.1',
}

const clientFaults = new Map<string, ClientFault>([
  [
    'HPE_HEADER_OVERFLOW',
    {
      wire: wireErrors.headersTooLarge,
      reason: '431 Request Header Fields Too Large',
      message: 'The request line and headers are too long',
    },
  ],
  [
    'HPE_CHUNK_EXTENSIONS_OVERFLOW',
    {
      wire: wireErrors.invalidRequest,
      reason: '413 Content Too Large',
      message: 'The chunk extensions are too long',
    },
  ],
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    {
      wire: wireErrors.requestTimeout,
      reason: '408 Request Timeout',
      message: 'The request did not arrive in time',
    },
  ],
])

const rawAnswer = ({ wire, reason, message }: ClientFault): string => {
  const body = encodeError(intakeError(wire, message))
  return [
    `HTTP/1.1 ${reason}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n')
}

/**
 * Makes a server of `node:http` bear hostile clients: connections and requests per connection are counted, those
 * that wait for an answer too; what is no HTTP is answered with 400, too many headers with 431, a request that does not arrive with 408, all with a JSON-RPC
 * error that has no id, and a client that asks whether to send more than the limit is not encouraged.
 */
export const hardenServer = (
  server: Server,
  settings: HttpServerSettings = {},
  answering: Answering = createAnswering(server),
): Server => {
  server.maxConnections = settings.maxConnections ?? 1000
  server.maxRequestsPerSocket = settings.maxRequestsPerSocket ?? 0
  // Beyond this number headers would be dropped in silence, an Origin among them; their length is limited instead.
  server.maxHeadersCount = 0

  server.prependListener('request', ({ socket }: IncomingMessage) => {
    const already = answering.on(socket).length
    if (already >= (settings.maxPipelined ?? 16)) socket.destroy()
  })
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const { maxBodyBytes = defaultLimits.maxBytes } = settings
    if (Number(request.headers['content-length'] ?? 0) <= maxBodyBytes) response.writeContinue()
    server.emit('request', request, response)
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // In the middle of an answer an error would be read as a part of it, and before one as that answer.
    const wouldMislead = answering.on(socket).some(response => response.headersSent || response.req.complete)
    if (!socket.writable || error.code === 'ECONNRESET' || wouldMislead) {
      socket.destroy()
      return
    }
    socket.end(rawAnswer(clientFaults.get(error.code ?? '') ?? badRequest), () => socket.destroy())
  })
  return server
}
