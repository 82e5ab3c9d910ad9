import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http'

const MODERN = '2026-07-28'
const LEGACY = '2025-11-25'

const META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': { name: 'soak', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Milliseconds after which the client leaves. Default: it waits for the answer. */
  readonly leaveAfterMs?: number
}

/** What clients do all day, well-behaved and not. Every method resolves when it is over. */
export const createClient = (port: number, connections: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  let id = 0

  const send = ({
    method = 'POST',
    path = '/mcp',
    headers = {},
    body,
    leaveAfterMs,
  }: Sent): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const options: RequestOptions = {
        port,
        host: '127.0.0.1',
        method,
        path,
        headers: {
          accept: 'application/json, text/event-stream',
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
        // One that leaves takes its connection with it.
        ...(leaveAfterMs === undefined ? { agent } : { agent: false }),
      }
      const sent = request(options, response => {
        let text = ''
        response.setEncoding('utf8').on('data', chunk => {
          text += chunk
        })
        const done = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
        response.on('end', done).on('error', done)
      })
      const left = { status: 0, headers: {}, text: '' }
      const timer =
        leaveAfterMs === undefined
          ? undefined
          : setTimeout(() => {
              resolve(left)
              sent.destroy()
            }, leaveAfterMs)
      sent.on('error', error => (timer === undefined ? reject(error) : resolve(left)))
      sent.on('close', () => clearTimeout(timer))
      sent.end(body)
    })

  const modern = (method: string, params: object, name?: string, leaveAfterMs?: number) =>
    send({
      headers: {
        'mcp-protocol-version': MODERN,
        'mcp-method': method,
        ...(name === undefined ? {} : { 'mcp-name': name }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params: { ...params, _meta: META } }),
      ...(leaveAfterMs === undefined ? {} : { leaveAfterMs }),
    })

  const call = (name: string, args: object = {}, leaveAfterMs?: number) =>
    modern('tools/call', { name, arguments: args }, name, leaveAfterMs)

  const legacy = (method: string, params: object, session: string | undefined) =>
    send({
      headers: session === undefined ? {} : { 'mcp-session-id': session, 'mcp-protocol-version': LEGACY },
      body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }),
    })

  return {
    echo: () => call('echo', { text: `hello ${id}` }),
    fail: () => call('fails'),
    misuse: () => call('echo', { text: 1 }),
    unknown: () => call(`no-such-tool-${++id}`),
    program: () => call('program'),
    leave: () => call('waits', {}, 20),
    list: () => modern('tools/list', {}),
    read: () => modern('resources/read', { uri: `notes://${++id}` }, `notes://${id}`),
    subscribe: () =>
      modern('subscriptions/listen', { notifications: { toolsListChanged: true } }, undefined, 50),
    garbage: () => send({ body: '{"jsonrpc":' }),
    metrics: () => send({ method: 'GET', path: '/metrics' }),
    health: () => send({ method: 'GET', path: '/health' }),
    watch: () => send({ method: 'GET', path: '/events', leaveAfterMs: 50 }),
    route: () => send({ method: 'GET', path: '/version' }),
    execute: () => send({ path: '/tools/echo/execute', body: JSON.stringify({ text: 'by REST' }) }),
    /** A session of an older revision; half of the clients do not say good-bye. */
    async session() {
      const begun = await legacy(
        'initialize',
        { protocolVersion: LEGACY, capabilities: {}, clientInfo: { name: 'soak', version: '1.0.0' } },
        undefined,
      )
      const session = begun.headers['mcp-session-id']
      if (typeof session !== 'string') return begun
      const answer = await legacy('tools/call', { name: 'steps', arguments: {} }, session)
      if (id % 2 === 0) await send({ method: 'DELETE', headers: { 'mcp-session-id': session } })
      return answer
    },
    close: () => agent.destroy(),
  }
}

export type Client = ReturnType<typeof createClient>
export type Action = Exclude<keyof Client, 'close'>
