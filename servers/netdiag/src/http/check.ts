import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { ToolError } from 'plinth'
import { present } from '../present.ts'
import { printable } from '../printable.ts'
import { rounded } from '../rounded.ts'
import type { Dial } from '../tcp/dial.ts'
import { reach } from '../tcp/reach.ts'
import { handshake } from '../tls/handshake.ts'
import { shownHeaders } from './headers.ts'
import { readBody } from './read-body.ts'
import type { HttpReport } from './report.ts'
import type { CheckedUrl } from './url.ts'

export interface HttpCheckOptions {
  readonly method: 'GET' | 'HEAD'
  /** How much of the body to read, in bytes. */
  readonly maxBodyBytes: number
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Default: a real connection. */
  readonly dial?: Dial
}

async function exchange(url: CheckedUrl, connection: Socket, method: string): Promise<IncomingMessage> {
  const sent = request({
    createConnection: () => connection,
    method,
    path: url.path,
    setHost: false,
    headers: { host: url.host, accept: '*/*', connection: 'close', 'user-agent': 'netdiag' },
    maxHeaderSize: 16_384,
  })
  sent.end()
  // A socket that is destroyed when time is up makes the request fail, and later ones have no listener.
  sent.on('error', () => {})
  const [response] = await once(sent, 'response')
  return response
}

function redirectOf(url: CheckedUrl, { statusCode = 0, headers }: IncomingMessage): string | undefined {
  if (statusCode < 300 || statusCode > 399 || headers.location === undefined) return undefined
  const base = `${url.secure ? 'https' : 'http'}://${url.host}${url.path}`
  return URL.canParse(headers.location, base)
    ? new URL(headers.location, base).href
    : printable(Buffer.from(headers.location))
}

function tlsOf(secure: TLSSocket): HttpReport['tls'] {
  const trusted = secure.authorized
  return {
    protocol: secure.getProtocol() ?? 'unknown',
    trusted,
    ...present({ trustError: trusted ? undefined : String(secure.authorizationError) }),
  }
}

/** Reads a clock in laps, in milliseconds. */
function stopwatch(): { lap(): number; total(): number } {
  const start = performance.now()
  let last = start
  return {
    lap() {
      const before = last
      last = performance.now()
      return rounded(last - before)
    },
    total: () => rounded(performance.now() - start),
  }
}

async function check(
  url: CheckedUrl,
  address: string,
  tcp: Socket,
  connectMs: number,
  options: HttpCheckOptions,
): Promise<HttpReport> {
  const { method, maxBodyBytes } = options
  const watch = stopwatch()
  const secure = url.secure
    ? await handshake(tcp, { ...options, serverName: url.target, alpn: ['http/1.1'], port: url.port })
    : undefined
  const tlsMs = secure && watch.lap()
  const response = await exchange(url, secure ?? tcp, method)
  const firstByteMs = watch.lap()
  const body = await readBody(response, maxBodyBytes)
  return {
    url: `${url.secure ? 'https' : 'http'}://${url.host}${url.path}`,
    address,
    status: response.statusCode ?? 0,
    statusText: printable(Buffer.from(response.statusMessage ?? '')),
    httpVersion: response.httpVersion,
    headers: shownHeaders(response.headers),
    ...present({ redirect: redirectOf(url, response), tls: secure && tlsOf(secure) }),
    body,
    timing: {
      connectMs: rounded(connectMs),
      ...present({ tlsMs }),
      firstByteMs,
      downloadMs: watch.lap(),
      totalMs: rounded(connectMs + watch.total()),
    },
  }
}

/**
 * Sends one request to `address`, whatever the URL's host resolves to by now, and reports the answer. Redirects are
 * reported and not followed, cookies neither kept nor shown, and TLS trust is reported and not required.
 *
 * Throws {@link ToolError} `CONNECTION_ERROR` when nothing answers, or what answers does not speak HTTP, and `TIMEOUT`.
 */
export async function httpCheck(
  url: CheckedUrl,
  address: string,
  options: HttpCheckOptions,
): Promise<HttpReport> {
  const deadline = AbortSignal.timeout(options.timeoutMs)
  const signal = AbortSignal.any([options.signal, deadline])
  let socket: Socket | undefined
  const onAbort = () => socket?.destroy()
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const dialled = await reach(address, url.port, { timeoutMs: options.timeoutMs, signal }, options.dial)
    socket = dialled.socket
    return await check(url, address, socket, dialled.elapsedMs, { ...options, signal })
  } catch (cause) {
    options.signal.throwIfAborted()
    throw failureOf(cause, deadline.aborted, url.port)
  } finally {
    signal.removeEventListener('abort', onAbort)
    socket?.destroy()
  }
}

function failureOf(cause: unknown, late: boolean, port: number): unknown {
  if (late) {
    const suggestion = 'Give it more time with timeout_sec, or look at the port with tcp_check'
    return new ToolError(`Port ${port} did not answer the request in time`, {
      code: 'TIMEOUT',
      suggestion,
      cause,
    })
  }
  if (cause instanceof ToolError) return cause
  return new ToolError(`Port ${port} did not answer with HTTP`, {
    code: 'CONNECTION_ERROR',
    suggestion: 'Look at the port with tcp_check and banner: true, or try the other of http and https',
    cause,
  })
}
