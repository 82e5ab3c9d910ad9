import type { IncomingMessage, ServerResponse } from 'node:http'

/** Lets pages of listed origins read answers (WHATWG Fetch, "CORS protocol"). */
export interface Cors {
  /**
   * Adds to an answer what its page needs.
   *
   * @returns whether the request was a preflight, and is answered
   */
  answersPreflight(request: IncomingMessage, response: ServerResponse): boolean
}

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'

const REQUEST_HEADERS = [
  'Accept',
  'Authorization',
  'Content-Type',
  'Last-Event-ID',
  'MCP-Protocol-Version',
  'Mcp-Method',
  'Mcp-Name',
  'Mcp-Session-Id',
  'X-API-Key',
  'traceparent',
  'tracestate',
  'baggage',
]

const RESPONSE_HEADERS = 'Mcp-Session-Id, MCP-Protocol-Version, WWW-Authenticate, Retry-After'

/** Names of parameters are the tools' own, and there is no wildcard for a prefix. */
const PARAM_HEADER = /^mcp-param-[!#$%&'*+.^_`|~\w-]+$/i

const MAX_PARAM_HEADERS = 64

const PREFLIGHT_SEC = 600

const paramHeaders = (requested = ''): readonly string[] =>
  requested
    .split(',')
    .map(name => name.trim())
    .filter(name => PARAM_HEADER.test(name))
    .slice(0, MAX_PARAM_HEADERS)

/** Origins without differences that mean nothing. */
const plain = (origin: string): string => origin.trim().toLowerCase().replace(/\/$/, '')

/**
 * Makes what answers pages of listed origins. No answer allows credentials: a page sends its token itself. Where the
 * origin is not listed nothing is added, so that the browser keeps the answer from the page.
 *
 * @param origins `https://app.example.com`, or `*` for any
 */
export const createCors = (origins: readonly string[]): Cors => {
  const listed = new Set(origins.map(plain))
  const isListed = (origin: string) => listed.has('*') || listed.has(plain(origin))
  return {
    answersPreflight(request, response) {
      if (listed.size === 0) return false
      response.setHeader('Vary', 'Origin')
      const { origin } = request.headers
      if (origin === undefined || !isListed(origin)) return false
      response.setHeader('Access-Control-Allow-Origin', origin)
      response.setHeader('Access-Control-Expose-Headers', RESPONSE_HEADERS)
      if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) return false
      const asked = paramHeaders(request.headers['access-control-request-headers'])
      response
        .writeHead(204, {
          'Access-Control-Allow-Methods': METHODS,
          'Access-Control-Allow-Headers': [...REQUEST_HEADERS, ...asked].join(', '),
          'Access-Control-Max-Age': PREFLIGHT_SEC,
          Vary: 'Origin, Access-Control-Request-Headers',
        })
        .end()
      return true
    },
  }
}
