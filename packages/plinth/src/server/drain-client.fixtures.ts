import { readdirSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'

const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** A request of 2026-07-28. */
export const modern = (id: number, method: string, params: object) => ({
  jsonrpc: '2.0',
  id,
  method,
  params: { ...params, _meta: MODERN },
})

export const callTool = (id: number, name: string, args: object) =>
  modern(id, 'tools/call', { name, arguments: args })

export interface Answer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly text: string
  /** Whether the answer came to its end, rather than to that of the connection. */
  readonly complete: boolean
}

interface Sending {
  readonly agent?: Agent
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly onHeaders?: () => void
}

/** Sends a message as it is, and gives the whole answer; a stream's when it has ended. */
export const send = (
  url: string,
  message: { method?: string; params?: object } | undefined,
  { agent = new Agent(), method = 'POST', headers = {}, onHeaders }: Sending = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const name =
      message?.params && 'name' in message.params ? { 'mcp-name': String(message.params.name) } : {}
    const sent = request(
      url,
      {
        agent,
        method,
        headers: {
          accept: method === 'GET' ? 'text/event-stream' : 'application/json, text/event-stream',
          ...(message ? { 'content-type': 'application/json' } : {}),
          'mcp-protocol-version': '2026-07-28',
          ...(message?.method === undefined ? {} : { 'mcp-method': message.method }),
          ...name,
          ...headers,
        },
      },
      answer => {
        onHeaders?.()
        let text = ''
        answer.setEncoding('utf8').on('data', chunk => {
          text += chunk
        })
        answer.on('close', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text,
            complete: answer.complete,
          }),
        )
      },
    )
    sent.on('error', error => reject(Object.assign(error, { onOpenConnection: sent.reusedSocket })))
    sent.end(message && JSON.stringify(message))
  })

/** The JSON document, or those in an event stream. */
export const messagesIn = (text: string): readonly unknown[] =>
  text.startsWith('{')
    ? [JSON.parse(text)]
    : text
        .split('\n')
        .filter(line => line.startsWith('data: {'))
        .map(line => JSON.parse(line.slice('data: '.length)))

/** Ids of living processes in whose command line a text stands. */
export const processesWith = (text: string): readonly string[] =>
  readdirSync('/proc').filter(pid => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text)
    } catch {
      return false
    }
  })
