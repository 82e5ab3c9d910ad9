import type { JsonSchema } from '../define/json-schema.ts'

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null

const parts = (value: unknown): readonly JsonSchema[] => (Array.isArray(value) ? value.filter(isSchema) : [])

/** The names of the fields that an input has; of a union those of all its members. */
export const fieldsOf = ({ properties, anyOf, oneOf, allOf }: JsonSchema): ReadonlySet<string> =>
  new Set([
    ...(isSchema(properties) ? Object.keys(properties) : []),
    ...[anyOf, oneOf, allOf].flatMap(parts).flatMap(part => [...fieldsOf(part)]),
  ])
