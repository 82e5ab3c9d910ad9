import { type JsonSchema, resolveRef } from '../../../define/json-schema.ts'

/** A schema inside of another, and where. */
export interface SchemaNode {
  readonly schema: JsonSchema
  /** `address.lines[]`; empty for the whole. */
  readonly path: string
  /** How many objects and lists stand around it. */
  readonly depth: number
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const entriesOf = (value: unknown): [string, unknown][] => (isSchema(value) ? Object.entries(value) : [])
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** The schemas of a schema's fields, items and branches; what a `$ref` means is looked into once on each way down. */
export const schemaNodes = (root: JsonSchema): SchemaNode[] => {
  const nodes: SchemaNode[] = []
  const visit = (schema: unknown, path: string, depth: number, refs: readonly string[]): void => {
    if (!isSchema(schema)) return
    const { $ref } = schema
    if (typeof $ref === 'string') {
      if (!refs.includes($ref)) visit(resolveRef($ref, root), path, depth, [...refs, $ref])
      return
    }
    nodes.push({ schema, path, depth })
    for (const [name, field] of entriesOf(schema.properties))
      visit(field, path === '' ? name : `${path}.${name}`, depth + 1, refs)
    if (isSchema(schema.additionalProperties))
      visit(schema.additionalProperties, `${path}.*`, depth + 1, refs)
    for (const item of [schema.items, ...listOf(schema.prefixItems)])
      visit(item, `${path}[]`, depth + 1, refs)
    for (const branch of [...listOf(schema.anyOf), ...listOf(schema.oneOf), ...listOf(schema.allOf)])
      visit(branch, path, depth, refs)
  }
  visit(root, '', 0, [])
  return nodes
}

/** Fields in a list that a person reads: the first few, and how many more there are. */
export const named = (paths: readonly string[]): string => {
  const unique = [...new Set(paths)]
  const shown = unique.slice(0, 5).join(', ')
  return unique.length > 5 ? `${shown} and ${unique.length - 5} more` : shown
}
