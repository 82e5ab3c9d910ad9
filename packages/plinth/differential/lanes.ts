import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { createModernSdk } from '../src/lanes/sdk/modern-http.fixtures.ts'
import { eventsIn, everyKind } from '../src/testing/modern.fixtures.ts'
import { createGate } from '../src/transports/authenticate.ts'
import { createMcpEndpoint } from '../src/transports/mcp-endpoint.ts'
import type { Post } from './traffic.ts'

/** What a lane answered. */
export interface Answer {
  readonly status: number
  /** Those that say how the answer is to be read, and handled on its way. */
  readonly headers: Readonly<Record<string, string>>
  // biome-ignore lint/suspicious/noExplicitAny: what a lane says is looked at, not assumed
  readonly messages: readonly any[]
}

const parse = (type: string | undefined, text: string): readonly unknown[] => {
  if (type === 'text/event-stream') return eventsIn(text)
  return text === '' ? [] : [JSON.parse(text)]
}

/** As much of a response of `node:http` as an endpoint uses, kept in memory. */
class Recorded extends EventEmitter {
  statusCode = 0
  headers: Readonly<Record<string, unknown>> = {}
  text = ''
  headersSent = false
  writableEnded = false
  writableFinished = false
  writableLength = 0
  destroyed = false
  shouldKeepAlive = true
  readonly #onWrite: (recorded: Recorded) => void

  constructor(onWrite: (recorded: Recorded) => void) {
    super()
    this.#onWrite = onWrite
  }

  writeHead(status: number, headers: Readonly<Record<string, unknown>> = {}): this {
    this.statusCode = status
    this.headers = headers
    this.headersSent = true
    return this
  }

  setHeader(): void {}

  flushHeaders(): void {}

  write(chunk: string | Uint8Array): boolean {
    this.text += Buffer.from(chunk).toString()
    this.#onWrite(this)
    return true
  }

  end(chunk?: string | Uint8Array): void {
    if (chunk !== undefined) this.text += Buffer.from(chunk).toString()
    this.writableEnded = true
    this.writableFinished = true
    this.emit('finish')
    this.emit('close')
  }

  destroy(): void {
    this.destroyed = true
    this.emit('close')
  }
}

const TOLD = ['content-type', 'cache-control', 'x-accel-buffering', 'mcp-session-id']

const told = (read: (name: string) => string | null | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    TOLD.flatMap(name => {
      const value = read(name)
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )

const isListening = ({ text }: { readonly text: string }) =>
  text.includes('notifications/subscriptions/acknowledged')

const LIMIT = 4 * 1024 * 1024

/** One server behind both lanes: what differs is theirs. */
export const createLanes = async () => {
  const { server } = everyKind()
  await server.runtime.start()
  const { host } = server.runtime
  const policy = {
    guard: () => undefined,
    maxBodyBytes: LIMIT,
    clientOf: () => undefined,
    answersPreflight: () => false,
    configure: () => {},
  }
  const endpoint = createMcpEndpoint(host, {
    policy,
    gate: createGate(host),
    jsonResponse: false,
    bodyTimeoutMs: 1_000,
    sessions: { max: 10, idleMs: 1_000 },
  })
  const sdk = createModernSdk(host)

  return {
    async native({ headers, body }: Post): Promise<Answer> {
      const request = Object.assign(Readable.from(body.length > 0 ? [Buffer.from(body)] : []), {
        method: 'POST',
        url: '/mcp',
        headers,
        rawHeaders: Object.entries(headers).flat(),
        socket: {},
        complete: true,
      })
      const recorded = await new Promise<Recorded>((resolve, reject) => {
        const response = new Recorded(each => {
          if (isListening(each)) each.destroy()
        })
        response.on('close', () => resolve(response))
        endpoint
          .handle(request as unknown as IncomingMessage, response as unknown as ServerResponse, undefined)
          .catch(reject)
      })
      const sent = told(name => recorded.headers[name] as string | undefined)
      return {
        status: recorded.statusCode,
        headers: sent,
        messages: parse(sent['content-type'], recorded.text),
      }
    },

    async sdk({ headers, body }: Post): Promise<Answer> {
      const request = new Request('http://localhost/mcp', {
        method: 'POST',
        headers,
        body: Buffer.from(body),
      })
      const response = await sdk.fetch(request)
      const sent = told(name => response.headers.get(name))
      let text = ''
      const reader = response.body?.getReader()
      for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
        text += Buffer.from(next.value).toString()
        if (isListening({ text })) {
          await reader?.cancel()
          break
        }
      }
      return { status: response.status, headers: sent, messages: parse(sent['content-type'], text) }
    },

    async close() {
      await endpoint.close()
      await sdk.close()
    },
  }
}
