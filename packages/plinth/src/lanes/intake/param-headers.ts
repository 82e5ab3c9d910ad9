import { decodeHeaderValue, type HeaderReader } from './header-value.ts'
import type { IntakeError } from './intake-error.ts'
import { isObject, type JsonObject, own } from './message.ts'
import { type About, headerMismatch } from './standard-headers.ts'

/** An argument that clients mirror into a header. */
export interface ParamHeader {
  /** The header, as the client sends it: `Mcp-Param-Region`. */
  readonly header: string
  /** Where in the arguments the value stands. */
  readonly path: readonly string[]
  readonly type: 'string' | 'integer' | 'boolean'
}

const annotation = 'x-mcp-header'
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** Keywords whose value is one schema, a list of schemas, or schemas by name, other than `properties`. */
const elsewhere = {
  one: [
    'items',
    'contains',
    'additionalProperties',
    'unevaluatedProperties',
    'unevaluatedItems',
    'propertyNames',
  ].concat(['not', 'if', 'then', 'else', 'contentSchema']),
  list: ['prefixItems', 'oneOf', 'anyOf', 'allOf'],
  named: ['patternProperties', 'dependentSchemas', '$defs', 'definitions'],
}

const schemasElsewhere = (schema: JsonObject): readonly unknown[] => [
  ...elsewhere.one.map(key => own(schema, key)),
  ...elsewhere.list.flatMap(key => own(schema, key)),
  ...elsewhere.named.flatMap(key => Object.values(own(schema, key) ?? {})),
]

const propertiesOf = (schema: JsonObject): readonly (readonly [string, unknown])[] => {
  const properties = own(schema, 'properties')
  return isObject(properties) ? Object.entries(properties) : []
}

const isAnnotatedInside = (schema: unknown): boolean =>
  isObject(schema) &&
  (Object.hasOwn(schema, annotation) ||
    schemasElsewhere(schema).some(isAnnotatedInside) ||
    propertiesOf(schema).some(([, property]) => isAnnotatedInside(property)))

const fail = (path: readonly string[], problem: string): never => {
  throw new TypeError(`${annotation} of ${path.join('.') || 'the input schema itself'} ${problem}`)
}

const declarationOf = (schema: JsonObject, path: readonly string[]): ParamHeader => {
  const name = own(schema, annotation)
  const type = own(schema, 'type')
  if (path.length === 0) return fail(path, 'may only stand on a property')
  if (typeof name !== 'string' || !token.test(name)) {
    return fail(path, 'must be a header name part: letters, digits and -')
  }
  if (type !== 'string' && type !== 'integer' && type !== 'boolean') {
    return fail(path, 'may only stand on a property of type string, integer or boolean')
  }
  return { header: `Mcp-Param-${name}`, path, type }
}

const collect = (schema: unknown, path: readonly string[]): readonly ParamHeader[] => {
  if (!isObject(schema)) return []
  if (schemasElsewhere(schema).some(isAnnotatedInside)) {
    fail(path, 'must be reached through properties alone, not through items, oneOf, $defs or the like')
  }
  const here = Object.hasOwn(schema, annotation) ? [declarationOf(schema, path)] : []
  const below = propertiesOf(schema).flatMap(([name, property]) => collect(property, [...path, name]))
  return [...here, ...below]
}

/**
 * Finds the arguments that a tool wants mirrored into headers (2026-07-28, streamable HTTP, "Custom Headers from Tool
 * Parameters"). Do it once for each tool, where it is declared.
 *
 * @param inputSchema the JSON Schema of the tool's input, as it is published
 * @throws TypeError when an `x-mcp-header` breaks a rule: clients would then hide the whole tool
 * @example
 * paramHeadersOf({ type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } })
 * // [{ header: 'Mcp-Param-Region', path: ['region'], type: 'string' }]
 */
export const paramHeadersOf = (inputSchema: unknown): readonly ParamHeader[] => {
  const declared = collect(inputSchema, [])
  const seen = new Set<string>()
  for (const { header, path } of declared) {
    const name = header.toLowerCase()
    if (seen.has(name)) fail(path, `is taken already: ${header} may be declared once, whatever its case`)
    seen.add(name)
  }
  return declared
}

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
 * @param declared what `paramHeadersOf` found in the tool's input schema
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
