import type { ParamHeader } from '../../define/param-headers.ts'
import { decodeHeaderValue, type HeaderReader } from './header-value.ts'
import type { IntakeError } from './intake-error.ts'
import { isObject, own, type RequestMessage } from './message.ts'
import { type About, headerMismatch } from './standard-headers.ts'

const valueAt = (root: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (isObject(value) ? own(value, key) : undefined), root)

const decimal = /^-?\d+(?:\.0+)?$/

const agrees = (said: string, value: string | number | boolean): boolean =>
  typeof value === 'number'
    ? Number.isSafeInteger(value)
      ? decimal.test(said) && Number(said) === value
      : said === String(value)
    : said === String(value)

/**
 * Compares the `Mcp-Param-*` headers of a `tools/call` with its arguments. A header without a value in the body is
 * refused too: something on the way may have acted on it.
 *
 * @param declared what the tool declares
 * @returns the `-32020` to answer with; undefined when headers and arguments agree
 */
export const checkParamHeaders = (
  header: HeaderReader,
  args: unknown,
  declared: readonly ParamHeader[],
  about: About,
): IntakeError | undefined => {
  for (const { header: name, path } of declared) {
    const raw = header(name.toLowerCase())
    const value = valueAt(args, path)
    const decoded = raw === undefined ? undefined : decodeHeaderValue(raw)
    if (raw !== undefined && decoded === undefined) {
      return headerMismatch(
        `${name} header has invalid characters, or is not canonical Base64 of UTF-8`,
        about,
      )
    }
    if (value === undefined || value === null) {
      if (raw === undefined) continue
      return headerMismatch(
        `${name} header is there but arguments.${path.join('.')} is not: leave it out`,
        about,
      )
    }
    // What is neither text nor number nor boolean breaks the schema, whose error says more.
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') continue
    if (decoded === undefined) {
      return headerMismatch(`${name} header is missing: mirror arguments.${path.join('.')} in it`, about)
    }
    if (!agrees(decoded, value)) {
      return headerMismatch(`${name} header does not match arguments.${path.join('.')}`, about)
    }
  }
  return undefined
}

/** As {@link checkParamHeaders}, of a whole message: only calls of tools have such headers. */
export const paramHeaderError = (
  header: HeaderReader,
  { method, params = {} }: RequestMessage,
  declaredBy: (tool: string) => readonly ParamHeader[],
  about: About,
): IntakeError | undefined => {
  const tool = method === 'tools/call' ? own(params, 'name') : undefined
  if (typeof tool !== 'string') return undefined
  return checkParamHeaders(header, own(params, 'arguments'), declaredBy(tool), about)
}
