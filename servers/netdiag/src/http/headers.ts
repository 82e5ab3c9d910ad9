import type { IncomingHttpHeaders } from 'node:http'

/** No cookies, no tokens: nothing here is a secret of the server's. */
const SHOWN: readonly string[] = [
  'age',
  'allow',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-security-policy',
  'content-type',
  'date',
  'etag',
  'last-modified',
  'retry-after',
  'server',
  'strict-transport-security',
  'transfer-encoding',
  'vary',
  'via',
  'www-authenticate',
  'x-content-type-options',
  'x-frame-options',
  'x-powered-by',
]

const MAX_VALUE = 512

/** The headers that help a diagnosis, each cut at 512 characters. */
export function shownHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const shown = SHOWN.map(name => [name, headers[name]] as const).filter(([, value]) => value !== undefined)
  return Object.fromEntries(shown.map(([name, value]) => [name, String(value).slice(0, MAX_VALUE)]))
}
