import type { IntakeError } from '../lanes/intake/index.ts'

const PLAIN: Readonly<Record<number, readonly [code: string, suggestion: string]>> = {
  400: ['MALFORMED_REQUEST', 'Correct the request and send it again'],
  401: ['UNAUTHENTICATED', 'Send "Authorization: Bearer" and a token of this server'],
  403: ['PERMISSION_DENIED', 'Use an address, an origin and a credential that this server allows'],
  404: ['NOT_FOUND', 'See GET / for what there is'],
  405: ['METHOD_NOT_ALLOWED', 'Use a method that the Allow header names'],
  408: ['REQUEST_TIMEOUT', 'Send the whole request in time'],
  413: ['CONTENT_TOO_LARGE', 'Send less at once'],
  503: ['RESOURCE_EXHAUSTED', 'Try again in a moment'],
}

const requests = new WeakSet<object>()

/** Marks a request that is none of the protocol's: its errors are told in plain JSON, without JSON-RPC around it. */
export const isPlain = {
  mark: (request: object): void => void requests.add(request),
  has: (request: object): boolean => requests.has(request),
}

/** An error for who does not speak the protocol, in the form of the operator API. */
export const encodePlainError = ({ status, message }: IntakeError): string => {
  const [code, suggestion] = PLAIN[status] ?? ['INTERNAL_ERROR', 'See the log of the server']
  return JSON.stringify({ error: { code, message, suggestion } })
}
