import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect } from 'vitest'
import { systemClock } from '../clock.ts'
import {
  allRevisions,
  checkHead,
  defaultLimits,
  hostGuard,
  nodeHeaders,
  readBody,
  receiveBody,
} from '../lanes/intake/index.ts'
import { type HttpServerSettings, hardenServer, httpServerOptions } from './http-server.ts'
import { sendError } from './send-error.ts'

export const mebibyte = 1024 * 1024
const opened: { close(): unknown }[] = []

/** Ends every server and client that a test has started. */
export const closeAll = async () => {
  for (const each of opened.splice(0).reverse()) await each.close()
}

interface Running {
  readonly server: Server
  readonly port: number
}

/** The intake as a transport puts it together; what passes is answered with its own message. */
export const start = async (settings: HttpServerSettings = {}, bodyTimeoutMs = 5000): Promise<Running> => {
  const guard = hostGuard({ host: '127.0.0.1' })
  const maxBytes = settings.maxBodyBytes ?? defaultLimits.maxBytes
  const server = createServer(httpServerOptions(settings), async (request, response) => {
    const header = nodeHeaders(request.headers)
    const head = { method: request.method ?? '', header, headerCount: request.rawHeaders.length / 2 }
    const refused = guard(header) ?? checkHead(head, { sessions: true, maxBytes })
    if (refused !== undefined) return sendError(request, response, refused)
    const body = await readBody(request, { maxBytes, timeoutMs: bodyTimeoutMs, clock: systemClock })
    if (body.kind === 'aborted') return
    if (body.kind === 'refused') return sendError(request, response, body.error)
    const intake = receiveBody(body.bytes, header, {
      limits: { ...defaultLimits, maxBytes },
      served: allRevisions,
    })
    if (!intake.ok) return sendError(request, response, intake.error)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(intake.value.inbound))
  })
  hardenServer(server, settings)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  opened.push({
    close: () =>
      new Promise(resolve => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  })
  return { server, port: (server.address() as AddressInfo).port }
}

/** A client that says just what it is told to, and keeps what it hears. */
export const dial = (port: number) => {
  const socket: Socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.on('data', chunk => {
    heard += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  const closed = new Promise<void>(resolve => socket.on('close', () => resolve()))
  opened.push({ close: () => socket.destroy() })
  return {
    socket,
    closed,
    say: (text: string | Uint8Array) => new Promise<void>(resolve => socket.write(text, () => resolve())),
    heard: () => heard,
    /** What was heard when the other end hung up. */
    async untilClosed() {
      await closed
      return heard
    },
  }
}

export const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}'
export const post = (body: string, headers: readonly string[] = []) =>
  [
    'POST /mcp HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
    '',
    body,
  ].join('\r\n')

export const expectServed = async (port: number) => {
  const answer = await fetch(`http://127.0.0.1:${port}/mcp`, {
    method: 'POST',
    body: ping,
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ kind: 'request', message: { method: 'ping' } })
}

export const statusOf = (heard: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(heard)?.[1])
export const errorOf = (heard: string): unknown => JSON.parse(heard.slice(heard.indexOf('\r\n\r\n') + 4))
