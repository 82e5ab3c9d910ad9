import type { JsonSchema } from '../../define/json-schema.ts'

type Properties = Readonly<Record<string, JsonSchema>>

/** An object that has these properties, and those of `optional` where there is something to say. */
export const object = (required: Properties, optional: Properties = {}): JsonSchema => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
})

/** An object whose properties have names that are not known beforehand. */
export const record = (values: JsonSchema): JsonSchema => ({
  type: 'object',
  additionalProperties: values,
})

export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items })

export const text = (description?: string): JsonSchema => ({
  type: 'string',
  ...(description === undefined ? {} : { description }),
})

export const number = (description?: string): JsonSchema => ({
  type: 'number',
  ...(description === undefined ? {} : { description }),
})

export const count: JsonSchema = { type: 'integer', minimum: 0 }

export const bool: JsonSchema = { type: 'boolean' }

export const oneOf = (values: readonly string[]): JsonSchema => ({ type: 'string', enum: values })

/** Whatever JSON can express. */
export const ANY: JsonSchema = {}
