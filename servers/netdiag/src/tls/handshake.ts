import { isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { ToolError } from 'plinth'

export interface HandshakeOptions {
  /** The name to ask for, and to compare the certificate with; an address is compared and not asked for. */
  readonly serverName: string
  /** In the order of preference, for example `['http/1.1']`. */
  readonly alpn: readonly string[]
  /** For messages. */
  readonly port: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

function optionsFor(socket: Socket, { serverName, alpn }: HandshakeOptions): ConnectionOptions {
  return {
    socket,
    host: serverName,
    ...(isIP(serverName) === 0 && { servername: serverName }),
    ALPNProtocols: [...alpn],
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT:@SECLEVEL=0',
  }
}

/**
 * Speaks TLS over a connection. Trust is reported (`authorized`) and not required, and old protocols are accepted, so
 * that a bad server can be looked at: nothing secret may be sent over it. The caller destroys `socket` in any case.
 *
 * Throws {@link ToolError} `CONNECTION_ERROR` or `TIMEOUT`, and the signal's reason when it fires.
 */
export async function handshake(socket: Socket, options: HandshakeOptions): Promise<TLSSocket> {
  const { port, timeoutMs, signal } = options
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const secure = connect(optionsFor(socket, options), resolve)
  const suggestion = `Check with tcp_check and banner: true whether the service on port ${port} speaks TLS`
  const failed = (cause?: Error) =>
    reject(
      new ToolError(`No TLS handshake with port ${port}`, { code: 'CONNECTION_ERROR', suggestion, cause }),
    )
  const late = () =>
    reject(
      new ToolError(`The TLS handshake with port ${port} took too long`, { code: 'TIMEOUT', suggestion }),
    )
  const onAbort = () => reject(signal.reason)
  const timer = setTimeout(late, timeoutMs)
  signal.addEventListener('abort', onAbort, { once: true })
  secure.on('error', failed)
  secure.once('close', () => failed())
  try {
    await promise
    return secure
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}
