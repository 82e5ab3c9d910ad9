import type { JsonSchema } from './json-schema.ts'
import { createShapes, type Shape } from './shape.ts'

type Prune = (value: unknown) => unknown

/** These drop undeclared fields themselves when they parse, unless the schema says otherwise. */
const PRUNES_ITSELF = new Set(['zod', 'valibot'])

/**
 * Makes the function that removes every field which an output schema does not declare, so that it cannot leave the
 * server by accident. A schema that allows more with `additionalProperties` keeps what it allows, and a union keeps
 * what any of its branches declares: which one was meant cannot be told from the value alone.
 */
export const pruner = (vendor: string, schema: JsonSchema): Prune | undefined => {
  if (PRUNES_ITSELF.has(vendor)) return undefined
  const shape = createShapes(schema)([schema])
  return value => prune(value, shape)
}

/** Leaves out every field that a shape does not declare. */
export const prune = (value: unknown, shape: Shape): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => prune(item, shape.item(index)))
  if (typeof value !== 'object' || value === null || shape.isOpen) return value
  const kept: [string, unknown][] = []
  for (const [key, field] of Object.entries(value)) {
    const declared = shape.field(key)
    if (declared) kept.push([key, prune(field, declared)])
  }
  return Object.fromEntries(kept)
}
