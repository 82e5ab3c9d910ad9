import { tooLong } from './decode.ts'
import { wireErrors } from './errors.ts'
import type { HeaderReader } from './header-value.ts'
import { type IntakeError, intakeError, quote } from './intake-error.ts'
import { acceptedForms, isIdentity, isJson } from './media-type.ts'

/** What is known of an HTTP request before its body is read. */
export interface RequestHead {
  readonly method: string
  readonly header: HeaderReader
  /** How many header lines came. */
  readonly headerCount: number
}

export interface HeadRules {
  /** Whether GET and DELETE mean something: they belong to the sessions of the older revisions. */
  readonly sessions: boolean
  /** Length of a body in bytes. */
  readonly maxBytes: number
  /** How many header lines a request may have. Default 100. */
  readonly maxHeaders?: number
}

const methodError = (method: string, sessions: boolean): IntakeError | undefined => {
  const allowed = sessions ? ['POST', 'GET', 'DELETE'] : ['POST']
  if (allowed.includes(method)) return undefined
  return intakeError(
    wireErrors.methodNotAllowed,
    `${quote(method)} is not allowed: use ${allowed.join(', ')}`,
    {
      headers: { allow: allowed.join(', ') },
    },
  )
}

const bodyError = (header: HeaderReader, maxBytes: number): IntakeError | undefined => {
  const type = header('content-type')
  if (!isJson(type)) {
    const text =
      type === undefined ? 'Content-Type is missing' : `Content-Type ${quote(type)} is not supported`
    return intakeError(wireErrors.unsupportedMediaType, `${text}: send application/json in UTF-8`)
  }
  const encoding = header('content-encoding')
  if (!isIdentity(encoding)) {
    const text = `Content-Encoding ${quote(encoding ?? '')} is not supported: send the body uncompressed`
    return intakeError(wireErrors.unsupportedMediaType, text, { headers: { 'accept-encoding': 'identity' } })
  }
  return Number(header('content-length') ?? 0) > maxBytes ? tooLong(maxBytes) : undefined
}

const acceptError = (method: string, accept: string | undefined): IntakeError | undefined => {
  const forms = acceptedForms(accept)
  const wanted = method === 'GET' ? 'text/event-stream' : 'application/json, text/event-stream'
  if (forms.eventStream || (forms.json && method !== 'GET')) return undefined
  return intakeError(
    wireErrors.notAcceptable,
    `Accept ${quote(accept ?? '')} allows no answer: send "Accept: ${wanted}"`,
  )
}

/**
 * Checks everything about an HTTP request to the MCP endpoint that its body has no part in, so that a request that is
 * refused costs nothing: number of headers (431), method (405), and for a POST its media type and encoding (415), the
 * forms that the client accepts (406) and the announced length (413). Host and origin concern every path, and are checked
 * before.
 *
 * @returns the error to answer with; undefined when the body may be read
 */
export const checkHead = (head: RequestHead, rules: HeadRules): IntakeError | undefined => {
  const { method, header, headerCount } = head
  const { maxHeaders = 100 } = rules
  if (headerCount > maxHeaders) {
    return intakeError(wireErrors.headersTooLarge, `The request has more than ${maxHeaders} headers`)
  }
  const disallowed = methodError(method, rules.sessions)
  if (disallowed !== undefined) return disallowed
  const unfit = method === 'POST' ? bodyError(header, rules.maxBytes) : undefined
  if (unfit !== undefined) return unfit
  return method === 'DELETE' ? undefined : acceptError(method, header('accept'))
}
