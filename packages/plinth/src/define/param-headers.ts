import type { JsonSchema } from './json-schema.ts'

/** An argument that clients mirror into a header. */
export interface ParamHeader {
  /** The header, as the client sends it: `Mcp-Param-Region`. */
  readonly header: string
  /** Where in the arguments the value stands. */
  readonly path: readonly string[]
  readonly type: 'string' | 'integer' | 'boolean'
}

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const own = (object: JsonSchema, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined

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

const schemasElsewhere = (schema: JsonSchema): readonly unknown[] => [
  ...elsewhere.one.map(key => own(schema, key)),
  ...elsewhere.list.flatMap(key => own(schema, key)),
  ...elsewhere.named.flatMap(key => Object.values(own(schema, key) ?? {})),
]

const propertiesOf = (schema: JsonSchema): readonly (readonly [string, unknown])[] => {
  const properties = own(schema, 'properties')
  return isObject(properties) ? Object.entries(properties) : []
}

const isAnnotatedInside = (schema: unknown): boolean =>
  isObject(schema) &&
  (Object.hasOwn(schema, annotation) ||
    schemasElsewhere(schema).some(isAnnotatedInside) ||
    propertiesOf(schema).some(([, property]) => isAnnotatedInside(property)))

/** Where in which schema something stands. */
interface Spot {
  readonly what: string
  readonly path: readonly string[]
}

const fail = ({ what, path }: Spot, problem: string): never => {
  throw new TypeError(`${what}: ${annotation} of ${path.join('.') || 'the schema itself'} ${problem}`)
}

const declarationOf = (schema: JsonSchema, spot: Spot): ParamHeader => {
  const name = own(schema, annotation)
  const type = own(schema, 'type')
  if (spot.path.length === 0) return fail(spot, 'may only stand on a property')
  if (typeof name !== 'string' || !token.test(name)) {
    return fail(spot, 'must be a header name part: letters, digits and -')
  }
  if (type !== 'string' && type !== 'integer' && type !== 'boolean') {
    return fail(spot, 'may only stand on a property of type string, integer or boolean')
  }
  return { header: `Mcp-Param-${name}`, path: spot.path, type }
}

const collect = (schema: unknown, spot: Spot): readonly ParamHeader[] => {
  if (!isObject(schema)) return []
  if (schemasElsewhere(schema).some(isAnnotatedInside)) {
    fail(spot, 'must be reached through properties alone, not through items, oneOf, $defs or the like')
  }
  const here = Object.hasOwn(schema, annotation) ? [declarationOf(schema, spot)] : []
  const below = propertiesOf(schema).flatMap(([name, property]) =>
    collect(property, { ...spot, path: [...spot.path, name] }),
  )
  return [...here, ...below]
}

/**
 * Finds the arguments that a tool wants mirrored into headers (2026-07-28, streamable HTTP, "Custom Headers from Tool
 * Parameters"). Do it once for each tool, where it is declared.
 *
 * @param inputSchema the JSON Schema of the tool's input, as it is published
 * @param what names the schema in errors, for example `the input of tool "forecast"`
 * @throws TypeError when an `x-mcp-header` breaks a rule: clients would then hide the whole tool
 * @example
 * const region = { type: 'string', 'x-mcp-header': 'Region' }
 * paramHeadersOf({ type: 'object', properties: { region } }, 'the input of tool "forecast"')
 * // [{ header: 'Mcp-Param-Region', path: ['region'], type: 'string' }]
 */
export const paramHeadersOf = (inputSchema: unknown, what: string): readonly ParamHeader[] => {
  const declared = collect(inputSchema, { what, path: [] })
  const seen = new Set<string>()
  for (const { header, path } of declared) {
    const name = header.toLowerCase()
    if (seen.has(name))
      fail({ what, path }, `is taken already: ${header} may be declared once, whatever its case`)
    seen.add(name)
  }
  return declared
}
