import type { JsonSchema } from './json-schema.ts'

type Prune = (value: unknown) => unknown

/** These drop undeclared fields themselves when they parse, unless the schema says otherwise. */
const PRUNES_ITSELF = new Set(['zod', 'valibot'])

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Makes the function that removes every field which an output schema does not declare, so that it cannot leave the
 * server by accident. A schema that allows more with `additionalProperties` keeps what it allows.
 */
export const pruner = (vendor: string, schema: JsonSchema): Prune | undefined =>
  PRUNES_ITSELF.has(vendor) ? undefined : compile(schema, schema, new Map())

const compile = (schema: unknown, root: JsonSchema, seen: Map<unknown, Prune>): Prune => {
  if (!isObject(schema)) return value => value
  const known = seen.get(schema)
  if (known) return known
  let made: Prune = value => value
  seen.set(schema, value => made(value))
  made = build(schema, root, seen)
  return made
}

const build = (schema: Record<string, unknown>, root: JsonSchema, seen: Map<unknown, Prune>): Prune => {
  if (typeof schema.$ref === 'string') return compile(lookUp(schema.$ref, root), root, seen)
  const branches = [schema.anyOf, schema.oneOf, schema.allOf].flat().filter(isObject)
  if (branches.length > 0) return compile(merge(schema, branches, root), root, seen)
  const items = isObject(schema.items) ? compile(schema.items, root, seen) : undefined
  const fields = fieldsOf(schema, root, seen)
  return value => {
    if (Array.isArray(value)) return items ? value.map(items) : value
    if (!isObject(value) || !fields) return value
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, field]) => {
        const prune = fields.get(key)
        return prune ? [[key, prune(field)]] : []
      }),
    )
  }
}

const fieldsOf = (schema: Record<string, unknown>, root: JsonSchema, seen: Map<unknown, Prune>) => {
  const open = schema.additionalProperties !== undefined && schema.additionalProperties !== false
  if (!isObject(schema.properties) || open || schema.patternProperties !== undefined) return undefined
  return new Map(Object.entries(schema.properties).map(([key, field]) => [key, compile(field, root, seen)]))
}

/** A union keeps what any of its branches declares: which one was meant cannot be told from the value alone. */
const merge = (schema: Record<string, unknown>, branches: Record<string, unknown>[], root: JsonSchema) => {
  const all = [schema, ...branches.map(branch => resolve(branch, root))]
  const properties: Record<string, unknown> = {}
  for (const part of all) if (isObject(part.properties)) Object.assign(properties, part.properties)
  const declares = all.some(part => isObject(part.properties))
  const open = all.some(
    part => part.additionalProperties !== undefined && part.additionalProperties !== false,
  )
  const items = all.find(part => isObject(part.items))?.items
  return {
    ...(declares ? { properties } : {}),
    ...(open ? { additionalProperties: true } : {}),
    ...(items === undefined ? {} : { items }),
  }
}

const resolve = (schema: Record<string, unknown>, root: JsonSchema): Record<string, unknown> => {
  const target = typeof schema.$ref === 'string' ? lookUp(schema.$ref, root) : schema
  return isObject(target) ? target : {}
}

const lookUp = (ref: string, root: JsonSchema): unknown => {
  if (!ref.startsWith('#')) return undefined
  let at: unknown = root
  for (const part of ref.slice(1).split('/').filter(Boolean))
    at = isObject(at) ? at[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  return at
}
