import { ToolError } from 'plinth'
import type { Agent } from 'undici'
import type { Call } from './call.ts'
import { notReached, tookTooLong } from './failures.ts'

/** One request to Panther. */
export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly url: URL
  readonly body?: unknown
  /** Whether it may be sent again when it is not known to have arrived. */
  readonly repeatable: boolean
  /** Whether the API token goes with it. */
  readonly authenticated: boolean
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly retryAfter: string | undefined
  readonly location: string | undefined
}

export interface ExchangeOptions {
  readonly token: string | undefined
  /** Sockets open at once to one address. */
  readonly connections: number
  /** Time for one request, in milliseconds. */
  readonly timeoutMs: number
}

const MAX_ANSWER_BYTES = 16 * 1024 * 1024
const USER_AGENT = 'plinth-panther/0.1.0'
const SLOW = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'])

const tooLarge = (cause: unknown): ToolError =>
  new ToolError(`Panther's answer is larger than ${MAX_ANSWER_BYTES} bytes`, {
    code: 'RESOURCE_EXHAUSTED',
    suggestion: 'Ask for fewer items, fewer columns or a shorter time',
    cause,
  })

const first = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** Sends single requests over a bounded pool of sockets, which is opened with the first one. */
export const createExchange = ({ token, connections, timeoutMs }: ExchangeOptions) => {
  let pool: Promise<Agent> | undefined

  const open = async (): Promise<Agent> => {
    const undici = await import('undici')
    return new undici.Agent({ connections, maxResponseSize: MAX_ANSWER_BYTES, allowH2: false })
  }

  const headersFor = (call: Call, { body, authenticated }: Outgoing): Record<string, string> => ({
    accept: 'application/json',
    'user-agent': USER_AGENT,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(authenticated && token !== undefined ? { 'x-api-key': token } : {}),
    ...call.trace,
  })

  /** Panther may repeat what it was sent; nobody gets to see the token. */
  const withoutToken = (text: string): string =>
    token !== undefined && text.includes(token) ? text.replaceAll(token, '[redacted]') : text

  return {
    /** @throws ToolError when there is no answer; what the call was ended with, when it was ended */
    async send(call: Call, outgoing: Outgoing): Promise<Answer> {
      const { method, url, body } = outgoing
      call.signal.throwIfAborted()
      pool ??= open()
      const limit = AbortSignal.timeout(timeoutMs)
      try {
        const agent = await pool
        const {
          statusCode,
          headers,
          body: answer,
        } = await agent.request({
          origin: url.origin,
          path: `${url.pathname}${url.search}`,
          method,
          headers: headersFor(call, outgoing),
          signal: AbortSignal.any([call.signal, limit]),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        const text = withoutToken(await answer.text())
        return {
          status: statusCode,
          text,
          retryAfter: first(headers['retry-after']),
          location: first(headers.location),
        }
      } catch (error) {
        if (call.signal.aborted) throw call.signal.reason
        if (limit.aborted || SLOW.has(codeOf(error))) throw tookTooLong(timeoutMs)
        throw codeOf(error) === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ? tooLarge(error) : notReached(error)
      }
    },
    async close(): Promise<void> {
      await (await pool)?.destroy()
    },
  }
}

export type Exchange = ReturnType<typeof createExchange>
