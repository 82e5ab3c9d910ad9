import type { JsonSchema } from './json-schema.ts'

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const SAYS_WHAT_ELSE = ['additionalProperties', 'patternProperties', 'unevaluatedProperties']

/** Parts that a schema is put together from: what they allow in all stands in no one place. */
const COMPOSED = ['allOf', '$ref', 'if', 'dependentSchemas']

const each = (schemas: unknown, change: (schema: unknown) => unknown): unknown => {
  if (Array.isArray(schemas)) return schemas.map(change)
  if (!isObject(schemas)) return schemas
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, change(schema)]))
}

const close = (schema: unknown): unknown => {
  if (!isObject(schema) || COMPOSED.some(keyword => schema[keyword] !== undefined)) return schema
  const { properties, items, prefixItems, anyOf, oneOf, type } = schema
  const branches = anyOf !== undefined || oneOf !== undefined
  const isFrame = branches && properties === undefined
  const isClosed =
    type === 'object' &&
    properties !== undefined &&
    !branches &&
    !SAYS_WHAT_ELSE.some(keyword => schema[keyword] !== undefined)
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: each(properties, close) }),
    ...(items === undefined ? {} : { items: close(items) }),
    ...(prefixItems === undefined ? {} : { prefixItems: each(prefixItems, close) }),
    ...(isFrame && anyOf !== undefined ? { anyOf: each(anyOf, close) } : {}),
    ...(isFrame && oneOf !== undefined ? { oneOf: each(oneOf, close) } : {}),
    ...(isClosed ? { additionalProperties: false } : {}),
  }
}

/**
 * A schema that allows no fields but those it names, as far as it can be said: where it is put together from others
 * (`allOf`, references), it stays as it is.
 */
export const closed = (schema: JsonSchema): JsonSchema => close(schema) as JsonSchema
