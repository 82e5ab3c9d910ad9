import { connect, type Socket } from 'node:net'

/** What is sent again and again. */
export interface Call {
  readonly path?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** What every answer has in it; any other ends the run. */
  readonly expect: string
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** A request of 2026-07-28. */
export const modernCall = (
  method: string,
  params: Readonly<Record<string, unknown>>,
  expect: string,
): Call => ({
  headers: {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(typeof params.name === 'string' ? { 'mcp-name': params.name } : {}),
  },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: META } }),
  expect,
})

/** Calls the tool `echo` with a text of so many bytes. */
export const echoCall = (bytes = 5): Call =>
  modernCall(
    'tools/call',
    { name: 'echo', arguments: { text: 'x'.repeat(bytes) } },
    `"${'x'.repeat(Math.min(bytes, 50))}`,
  )

/** A request as it goes over the wire. */
export const bytesOf = ({ path = '/mcp', headers, body }: Call, port: number): Buffer => {
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`)
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
}

/** Where an answer ends; undefined when it has not come whole. */
const isWhole = (answer: string): boolean => {
  const head = answer.indexOf('\r\n\r\n')
  if (head === -1) return false
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, head))?.[1]
  return length === undefined ? answer.endsWith('0\r\n\r\n') : answer.length >= head + 4 + Number(length)
}

const openSocket = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.setNoDelay(true).on('error', reject)
  })

/**
 * Keeps this process from sleeping between answers. Waking it up would be charged to the server whose answer wakes it, and
 * more often to a slower one: beside a server that does nothing else for 8 us, that made 7 us more of writing its answers.
 *
 * @returns ends it
 */
const stayAwake = (): (() => void) => {
  let awake = true
  const turn = () => {
    if (awake) setImmediate(turn)
  }
  turn()
  return () => {
    awake = false
  }
}

/** How long calls took, in milliseconds: in all, and each. */
export interface Loaded {
  readonly ms: number
  readonly latencies: readonly number[]
}

/**
 * Makes so many calls over so many connections, one at a time on each. It speaks HTTP itself: a client library costs more
 * than the servers that are measured.
 */
export const load = async (port: number, call: Call, calls: number, connections: number): Promise<Loaded> => {
  const request = bytesOf(call, port)
  const sockets = await Promise.all(Array.from({ length: connections }, () => openSocket(port)))
  const latencies: number[] = []
  let begun = 0
  const work = (socket: Socket) =>
    new Promise<void>((resolve, reject) => {
      let answer = ''
      let sentAt = 0
      const next = () => {
        if (begun++ >= calls) return resolve()
        answer = ''
        sentAt = performance.now()
        socket.write(request)
      }
      socket.setEncoding('latin1').on('data', chunk => {
        answer += chunk
        if (!isWhole(answer)) return
        if (!answer.startsWith('HTTP/1.1 200') || !answer.includes(call.expect))
          return reject(new Error(`an answer that was not expected: ${answer.slice(0, 2_000)}`))
        latencies.push(performance.now() - sentAt)
        next()
      })
      socket.on('close', () => reject(new Error('the server closed a connection')))
      next()
    })
  const rest = stayAwake()
  const start = performance.now()
  await Promise.all(sockets.map(work))
  const ms = performance.now() - start
  rest()
  for (const socket of sockets) socket.removeAllListeners('close').destroy()
  return { ms, latencies }
}

/** Begins a session of 2025-11-25. Returns its id. */
export const openSession = async (port: number): Promise<string> => {
  const url = `http://127.0.0.1:${port}/mcp`
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const clientInfo = { name: 'bench', version: '1.0.0' }
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  const begun = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }),
  })
  await begun.text()
  const session = begun.headers.get('mcp-session-id') ?? ''
  const initialized = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' },
    body: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
  })
  await initialized.text()
  return session
}
