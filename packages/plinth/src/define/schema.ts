import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { allowsOnlyObjects, type JsonSchema } from './json-schema.ts'
import { pruner } from './prune.ts'

/**
 * Any schema that implements Standard Schema and can say itself as JSON Schema: zod 4 and arktype do as they are,
 * valibot through `toStandardJsonSchema` of `@valibot/to-json-schema`.
 */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': StandardSchemaV1.Props<Input, Output> & StandardJSONSchemaV1.Props<Input, Output>
}

/** What has to be given to a schema. */
export type InputOf<S> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly input: infer I }
    ? I
    : never
  : never

/** What a schema makes of what it was given. */
export type OutputOf<S> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly output: infer O }
    ? O
    : never
  : never

/** One thing that is wrong with a value, and where. */
export interface Issue {
  /** The path to the field, `a.b[0]`; empty for the value as a whole. */
  readonly path: string
  readonly message: string
}

export type Validated<T> = { readonly value: T } | { readonly issues: readonly Issue[] }

/** A schema made ready once, so that no call has to. */
export interface CompiledSchema<Output = unknown> {
  readonly json: JsonSchema
  validate(value: unknown): Validated<Output> | Promise<Validated<Output>>
}

const TARGET = { target: 'draft-2020-12' } as const

const pathOf = (path: StandardSchemaV1.Issue['path']): string => {
  let text = ''
  for (const part of path ?? []) {
    const key = typeof part === 'object' ? part.key : part
    if (typeof key === 'number') text += `[${key}]`
    else text += text === '' ? String(key) : `.${String(key)}`
  }
  return text
}

const toIssues = (issues: readonly StandardSchemaV1.Issue[]): Issue[] =>
  issues.map(issue => ({ path: pathOf(issue.path), message: issue.message }))

/** Renders issues as one line for people and models: `days: must be at most 7; city: is missing`. */
export const describeIssues = (issues: readonly Issue[]): string =>
  issues.map(issue => (issue.path === '' ? issue.message : `${issue.path}: ${issue.message}`)).join('; ')

const isSchema = (value: unknown): boolean =>
  (typeof value === 'object' || typeof value === 'function') && value !== null && '~standard' in value

/** Fields where their object is wanted: the commonest slip. */
const notASchema = (given: unknown, what: string): string => {
  const fields = typeof given === 'object' && given !== null ? Object.values(given) : []
  if (fields.length > 0 && fields.every(isSchema))
    return `${what} is no schema but an object of schemas: wrap the fields in z.object({ ... }), or in what your schema library has for objects`
  return `${what} is not a schema: it does not implement Standard Schema (https://standardschema.dev)`
}

const adviceFor = (vendor: string): string =>
  vendor === 'valibot'
    ? 'wrap it in toStandardJsonSchema() of @valibot/to-json-schema'
    : 'use a schema library that implements Standard JSON Schema: zod 4, arktype, or valibot with @valibot/to-json-schema'

/**
 * Prepares a schema for use.
 *
 * @param what names the declaration in errors, for example `the input of tool "forecast"`
 * @param side `input` publishes what a caller must send; `output` what a caller receives
 * @throws TypeError when the schema cannot be published as JSON Schema, naming the declaration and the library
 */
export const compileSchema = <S extends Schema>(
  schema: S,
  what: string,
  side: 'input' | 'output',
): CompiledSchema<OutputOf<S>> => {
  const standard = (schema as Partial<Schema> | undefined)?.['~standard']
  if (standard === undefined || typeof standard.validate !== 'function')
    throw new TypeError(notASchema(schema, what))
  if (standard.jsonSchema === undefined)
    throw new TypeError(
      `${what} is a ${standard.vendor} schema that cannot say itself as JSON Schema: ${adviceFor(standard.vendor)}`,
    )
  const json = publish(standard, what, side)
  const prune = side === 'output' ? pruner(standard.vendor, json) : undefined
  const finish = (result: StandardSchemaV1.Result<unknown>): Validated<OutputOf<S>> => {
    if (result.issues) return { issues: toIssues(result.issues) }
    return { value: (prune ? prune(result.value) : result.value) as OutputOf<S> }
  }
  return {
    json,
    validate(value) {
      const result = standard.validate(value)
      return result instanceof Promise ? result.then(finish) : finish(result)
    },
  }
}

/** A union of objects says so at its root: the protocol wants that of arguments, and older revisions of results. */
const publish = (standard: Schema['~standard'], what: string, side: 'input' | 'output'): JsonSchema => {
  try {
    const json = standard.jsonSchema[side](TARGET)
    return json.type === undefined && allowsOnlyObjects(json) ? { type: 'object', ...json } : json
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new TypeError(
      `${what} has a part that JSON Schema cannot express (${standard.vendor}: ${reason}): ` +
        'use a plain type there, and check the rest in the handler',
      { cause },
    )
  }
}

/**
 * As {@link compileSchema}, for what the protocol wants as an object: the arguments of a tool or a prompt.
 *
 * @throws TypeError when the root of the schema is not an object
 */
export const compileObjectSchema = <S extends Schema>(
  schema: S,
  what: string,
): CompiledSchema<OutputOf<S>> => {
  const compiled = compileSchema(schema, what, 'input')
  const { type } = compiled.json
  if (type !== 'object')
    throw new TypeError(
      `${what} must be an object with named fields; its JSON Schema ${type === undefined ? 'also allows other values' : `has the type ${JSON.stringify(type)}`}`,
    )
  return compiled
}

/** The schema of a tool or a prompt that takes no arguments. */
export const noInput: CompiledSchema<Record<string, never>> = {
  json: Object.freeze({ type: 'object', properties: {}, additionalProperties: false }),
  validate(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { issues: [{ path: '', message: 'the arguments must be an object' }] }
    const [path] = Object.keys(value)
    if (path === undefined) return { value: {} }
    return { issues: [{ path, message: 'there is no such argument, nor any other' }] }
  },
}
