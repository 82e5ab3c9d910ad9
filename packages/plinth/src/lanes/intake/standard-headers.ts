import { wireErrors } from './errors.ts'
import { decodeHeaderValue, type HeaderReader, trimBlanks } from './header-value.ts'
import { type IntakeError, intakeError, quote, type Subject } from './intake-error.ts'
import { own, type RequestId, type RequestMessage } from './message.ts'

/** What an error about a message says of the message itself. */
export interface About {
  readonly subject: Subject
  readonly id?: RequestId
}

export const headerMismatch = (message: string, about: About): IntakeError =>
  intakeError(wireErrors.headerMismatch, `Header mismatch: ${message}`, about)

export const revisionHeader = 'mcp-protocol-version'

/** The revision that a request names in its header, if any. */
export const revisionInHeader = (header: HeaderReader): string | undefined => {
  const value = header(revisionHeader)
  return value === undefined ? undefined : trimBlanks(value)
}

/** Where `Mcp-Name` is mirrored from. The tasks extension asks clients for it, but not servers to insist. */
const nameSources = new Map<string, { readonly member: string; readonly required: boolean }>([
  ['tools/call', { member: 'name', required: true }],
  ['prompts/get', { member: 'name', required: true }],
  ['resources/read', { member: 'uri', required: true }],
  ['tasks/get', { member: 'taskId', required: false }],
  ['tasks/update', { member: 'taskId', required: false }],
  ['tasks/cancel', { member: 'taskId', required: false }],
])

/** An `Mcp-Method` that is there must say what the body says. */
export const methodHeaderError = (
  header: HeaderReader,
  method: string,
  about: About,
): IntakeError | undefined => {
  const given = header('mcp-method')
  if (given === undefined || trimBlanks(given) === method) return undefined
  return headerMismatch(
    `Mcp-Method header value ${quote(given)} does not match body value ${quote(method)}`,
    about,
  )
}

const nameHeaderError = (
  header: HeaderReader,
  message: RequestMessage,
  about: About,
): IntakeError | undefined => {
  const source = nameSources.get(message.method)
  const params = message.params
  if (source === undefined || params === undefined) return undefined
  const given = header('mcp-name')
  const decoded = given === undefined ? undefined : decodeHeaderValue(given)
  if (given !== undefined && decoded === undefined)
    return headerMismatch(
      'Mcp-Name header has invalid characters, or is not canonical Base64 of UTF-8',
      about,
    )
  const inBody = own(params, source.member)
  // A body without the name is refused by its method, which says more about it.
  if (typeof inBody !== 'string' || decoded === inBody) return undefined
  if (decoded !== undefined)
    return headerMismatch(
      `Mcp-Name header value ${quote(decoded)} does not match body value ${quote(inBody)}`,
      about,
    )
  return source.required
    ? headerMismatch(`Mcp-Name header is missing: mirror params.${source.member} in it`, about)
    : undefined
}

/**
 * The headers that a modern request must have, in the order in which the specification names them. That those which
 * are there do not contradict the body, `Mcp-Name` excepted, has been found out before.
 */
export const requiredHeaderError = (
  header: HeaderReader,
  message: RequestMessage,
  about: About,
): IntakeError | undefined => {
  if (header(revisionHeader) === undefined) {
    return headerMismatch('MCP-Protocol-Version header is missing: send it with every request', about)
  }
  if (header('mcp-method') === undefined) {
    return headerMismatch('Mcp-Method header is missing: mirror the method of the body in it', about)
  }
  return nameHeaderError(header, message, about)
}
