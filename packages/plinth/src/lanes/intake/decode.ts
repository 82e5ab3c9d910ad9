import { isDeeperThan } from './depth.ts'
import { wireErrors } from './errors.ts'
import { type Checked, type IntakeError, intakeError, passed, refused } from './intake-error.ts'
import type { IntakeLimits } from './limits.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A message that is longer than the limit, whoever noticed it. */
export const tooLong = (maxBytes: number): IntakeError =>
  intakeError(
    wireErrors.invalidRequest,
    `The message is longer than ${maxBytes} bytes: send less at once, or raise the limit of the server`,
    { status: 413 },
  )

const parseError = (message: string) => refused(intakeError(wireErrors.parseError, message))

const decodeText = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** V8 quotes the text around the fault, and that text may hold a secret: only the place is passed on. */
const placeOf = (error: unknown): string => {
  const position = error instanceof SyntaxError ? /at position (\d+)/.exec(error.message)?.[1] : undefined
  return position === undefined ? '' : ` (at character ${position})`
}

/**
 * Turns the bytes of one message into a value: strict UTF-8 without a byte order mark, then JSON. Keys named
 * `__proto__` come out as ordinary own members, as `JSON.parse` makes them.
 *
 * @returns the value, or `-32700` for bytes that are not JSON, `-32600` for a message that is too long or too deep
 * @example
 * decodeMessage(new TextEncoder().encode('[1'), { maxBytes: 1_000, maxDepth: 10 }) // { ok: false, ... }
 */
export const decodeMessage = (
  bytes: Uint8Array,
  limits: Pick<IntakeLimits, 'maxBytes' | 'maxDepth'>,
): Checked<unknown> => {
  if (bytes.length === 0) return parseError('The message is empty: send one JSON-RPC message')
  if (bytes.length > limits.maxBytes) return refused(tooLong(limits.maxBytes))
  const text = decodeText(bytes)
  if (text === undefined) return parseError('The message is not valid UTF-8: encode it as UTF-8')
  if (text.startsWith('\uFEFF')) {
    return parseError('The message begins with a byte order mark: send UTF-8 without one')
  }
  if (isDeeperThan(text, limits.maxDepth)) {
    return refused(
      intakeError(wireErrors.invalidRequest, `The message is nested deeper than ${limits.maxDepth} levels`),
    )
  }
  try {
    return passed(JSON.parse(text))
  } catch (error) {
    return parseError(`The message is not valid JSON${placeOf(error)}`)
  }
}
