import { refusedUrl } from './fetch-error.ts'

/** A request as it is sent; redirects change it. */
export interface FetchRequest {
  readonly method: string
  readonly headers: Headers
  readonly body: string | Uint8Array | undefined
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
/** What says how a message is sent, and is not the caller's to say. */
const OWN_HEADERS =
  /^(?:host|connection|keep-alive|transfer-encoding|content-length|te|trailer|upgrade|expect|accept-encoding|proxy-.*)$/
/** What another origin may see as well. */
const HARMLESS_HEADERS = new Set(['accept', 'accept-language', 'content-type', 'user-agent'])

const bodyOf = (body: RequestInit['body'], headers: Headers): string | Uint8Array | undefined => {
  if (body === undefined || body === null) return undefined
  if (body instanceof URLSearchParams) {
    if (!headers.has('content-type'))
      headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
    return body.toString()
  }
  if (typeof body === 'string') {
    if (!headers.has('content-type')) headers.set('content-type', 'text/plain;charset=UTF-8')
    return body
  }
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  throw new TypeError('safeFetch sends texts, bytes and URLSearchParams: make one of these of the body')
}

/**
 * @throws SafetyError with the rule `method` or `header`
 * @throws TypeError when the body is of another kind
 */
export const toRequest = (url: string, init: RequestInit): FetchRequest => {
  const method = (init.method ?? 'GET').toUpperCase()
  if (!METHODS.includes(method))
    throw refusedUrl('method', url, `This method is not allowed: use ${METHODS.join(', ')}`)
  const headers = new Headers(init.headers)
  for (const name of headers.keys())
    if (OWN_HEADERS.test(name))
      throw refusedUrl('header', url, `The header ${name} cannot be given`, { suggestion: 'Leave it out' })
  const body = bodyOf(init.body, headers)
  if (body !== undefined && (method === 'GET' || method === 'HEAD'))
    throw new TypeError(`A ${method} request has no body`)
  return { method, headers, body }
}

/**
 * The request as a redirect wants it. Another origin sees no header that could hold a secret, and no body.
 *
 * @throws SafetyError with the rule `redirect`
 */
export const redirected = (request: FetchRequest, status: number, from: URL, to: URL): FetchRequest => {
  const { method } = request
  const becomesGet = (status === 303 && method !== 'HEAD') || (status < 303 && method === 'POST')
  const headers = new Headers(request.headers)
  if (from.origin !== to.origin)
    for (const name of request.headers.keys()) if (!HARMLESS_HEADERS.has(name)) headers.delete(name)
  if (!becomesGet) {
    if (request.body !== undefined && from.origin !== to.origin)
      throw refusedUrl('redirect', to.href, 'A redirect is refused: it would send the body to another host')
    return { ...request, headers }
  }
  headers.delete('content-type')
  return { method: method === 'HEAD' ? 'HEAD' : 'GET', headers, body: undefined }
}
