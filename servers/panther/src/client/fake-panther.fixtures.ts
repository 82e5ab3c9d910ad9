import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TraceHeaders } from 'plinth'
import { onTestFinished } from 'vitest'
import { createPanther, type PantherOptions } from './panther.ts'

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Milliseconds before it is sent. */
  readonly afterMs?: number
  /** Whether the connection is cut instead. */
  readonly drop?: boolean
}

export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

export const TOKEN = 'fake-token-0123456789'

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  return text === '' ? undefined : JSON.parse(text)
}

/** An API that answers as the test says, and a client for it. What asks for its page is told nothing. */
export const fakePanther = async (
  answer: (received: Received, count: number) => Reply | Promise<Reply>,
  options: PantherOptions = {},
) => {
  const received: Received[] = []
  let sockets = 0
  let peak = 0
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    if (url === '/') return void response.writeHead(404).end()
    const one = { method, url, headers, body: await readBody(request) }
    received.push(one)
    const {
      status = 200,
      headers: sent = {},
      body = {},
      afterMs = 0,
      drop,
    } = await answer(one, received.length)
    if (afterMs > 0) await new Promise(resolve => setTimeout(resolve, afterMs))
    if (drop) return void request.socket.destroy()
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    response
      .writeHead(status, { 'content-type': 'application/json', ...sent })
      .end(status === 204 ? '' : text)
  })
  server.on('connection', socket => {
    sockets += 1
    peak = Math.max(peak, sockets)
    socket.on('close', () => {
      sockets -= 1
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const panther = createPanther({
    instanceUrl: `http://127.0.0.1:${port}`,
    apiToken: TOKEN,
    backoff: { baseMs: 1, jitter: 0 },
    ...options,
  })
  onTestFinished(async () => {
    await panther.close()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  return { panther, received, peak: () => peak, url: `http://127.0.0.1:${port}` }
}

export const newCall = (trace: TraceHeaders = {}, signal = new AbortController().signal) => ({
  signal,
  trace,
})
