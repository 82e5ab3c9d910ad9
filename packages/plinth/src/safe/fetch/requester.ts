import type { Readable } from 'node:stream'
import type { Lookup } from '../../net/resolve-target.ts'
import { connector, type Dial } from './connector.ts'
import type { FetchPolicy } from './fetch-policy.ts'
import type { FetchRequest } from './fetch-request.ts'

/** Sends one request and gives its answer, redirects as they are. */
export interface Requester {
  send(url: URL, request: FetchRequest, signal: AbortSignal): Promise<RawAnswer>
  close(): Promise<void>
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readable
}

export interface AgentParts {
  readonly policy: FetchPolicy
  readonly lookup: Lookup
  readonly ca: string | undefined
  readonly dial: Dial | undefined
}

const load = async () => {
  try {
    return await import('undici')
  } catch (error) {
    throw new Error('safeFetch needs the package undici, which is not installed: run "npm install undici"', {
      cause: error,
    })
  }
}

const CONNECT_MS = 10_000
const MAX_CONNECTIONS = 32
const MAX_HEADER_BYTES = 16 * 1024

const toHeaders = (raw: Readonly<Record<string, string | string[] | undefined>>): Headers => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(raw))
    for (const each of Array.isArray(value) ? value : [value ?? '']) headers.append(name, each)
  return headers
}

/**
 * Opens connections that keep to the policy. Made anew for each safeFetch: a connection is used again only where the same
 * policy allowed it.
 *
 * @throws Error when undici is not installed
 */
export const openAgent = async ({ policy, lookup, ca, dial }: AgentParts): Promise<Requester> => {
  const { Agent, buildConnector, request } = await load()
  const connect = buildConnector({ timeout: CONNECT_MS, allowH2: false, ...(ca === undefined ? {} : { ca }) })
  const system: Dial = (to, done) =>
    connect(to, (error, socket) => (error ? done(error, null) : done(null, socket)))
  const guarded = connector(policy, lookup, dial ?? system)
  const agent = new Agent({
    allowH2: false,
    connect: (to, callback) =>
      guarded(to, (error, socket) =>
        socket ? callback(null, socket) : callback(error ?? new Error('There is no socket'), null),
      ),
    connections: MAX_CONNECTIONS,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: policy.timeoutMs,
    bodyTimeout: policy.timeoutMs,
  })
  return {
    async send(url, { method, headers, body }, signal) {
      const answer = await request(url, {
        dispatcher: agent,
        method: method as 'GET',
        headers: Object.fromEntries(headers),
        body: body ?? null,
        signal,
      })
      return { status: answer.statusCode, headers: toHeaders(answer.headers), body: answer.body }
    },
    close: () => agent.destroy(),
  }
}
