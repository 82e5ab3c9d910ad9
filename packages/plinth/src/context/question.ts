import { createHash } from 'node:crypto'
import type { JsonSchema } from '../define/json-schema.ts'
import type { InputRequest } from '../define/outcome.ts'
import { compileSchema, type Schema } from '../define/schema.ts'

const FLAT_TYPES = new Set(['string', 'number', 'integer', 'boolean'])
const SECRET_NAME = /pass(word|phrase|code)?$|secret|token|api_?key|private_?key|credential|^pin$|cvv/i

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

interface Option {
  readonly const: string
  readonly title: string
}

/** The options of a choice with titles; undefined when the schemas are something else. */
const optionsOf = (schemas: unknown): readonly Option[] | undefined => {
  if (!Array.isArray(schemas)) return undefined
  const options: Option[] = []
  for (const schema of schemas) {
    if (!isRecord(schema) || typeof schema.const !== 'string') return undefined
    options.push({ const: schema.const, title: String(schema.title ?? schema.const) })
  }
  return options
}

/** A choice with titles as clients know it, of one value or of several; schema libraries say it in other ways. */
const titledChoice = ({ oneOf, anyOf, ...field }: Record<string, unknown>) => {
  const options = optionsOf(oneOf ?? anyOf)
  if (options) return { ...field, type: 'string', oneOf: options }
  if (field.type !== 'array' || !isRecord(field.items)) return undefined
  const itemOptions = optionsOf(field.items.anyOf ?? field.items.oneOf)
  return itemOptions && { ...field, items: { anyOf: itemOptions } }
}

const isFlat = (field: Record<string, unknown>): boolean =>
  Array.isArray(field.enum) ||
  FLAT_TYPES.has(String(field.type)) ||
  (field.type === 'array' && isRecord(field.items) && Array.isArray(field.items.enum))

/** Forms may hold numbers in the range that JavaScript can tell apart: zod says so, clients need not hear of it. */
const tidy = (field: Record<string, unknown>): Record<string, unknown> => {
  const { minimum, maximum, pattern, ...rest } = field
  return {
    ...rest,
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { minimum }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
    ...(pattern === undefined || rest.format !== undefined ? {} : { pattern }),
  }
}

/**
 * The schema of a form, in the restricted shape that clients can show (client/elicitation, "Requested Schema").
 *
 * @throws TypeError when a field is nested, or asks for a secret: forms pass through the client and its model
 */
export const formSchema = (json: JsonSchema): JsonSchema => {
  if (json.type !== 'object' || !isRecord(json.properties))
    throw new TypeError('A form needs an object schema with named fields')
  const properties: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(json.properties)) {
    const choice = isRecord(field) ? titledChoice(field) : undefined
    if (!isRecord(field) || !(choice || isFlat(field)))
      throw new TypeError(
        `The form field "${name}" is not a string, number, boolean or enum: ask for nested values one by one`,
      )
    if (SECRET_NAME.test(name) || field.format === 'password')
      throw new TypeError(
        `The form field "${name}" looks like a secret, and forms are seen by the client: ask with ctx.elicitUrl() instead`,
      )
    properties[name] = choice ?? tidy(field)
  }
  return { type: 'object', properties, ...(Array.isArray(json.required) ? { required: json.required } : {}) }
}

/** The forms that were asked with a schema before: a schema is compiled once, however often it is asked with. */
const forms = new WeakMap<Schema, { compiled: ReturnType<typeof compileSchema>; form: JsonSchema }>()

const formOf = (schema: Schema) => {
  const known = forms.get(schema)
  if (known) return known
  const compiled = compileSchema(schema, 'the schema of a question', 'input')
  const made = { compiled, form: formSchema(compiled.json) }
  forms.set(schema, made)
  return made
}

export const formQuestion = (message: string, schema: Schema) => {
  const { compiled, form } = formOf(schema)
  const request: InputRequest = {
    method: 'elicitation/create',
    params: { mode: 'form', message, requestedSchema: form },
  }
  return { request, compiled }
}

export const urlQuestion = (message: string, url: string): InputRequest => {
  const { protocol } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new TypeError(`A person cannot be sent to ${protocol} pages: use https:`)
  return { method: 'elicitation/create', params: { mode: 'url', message, url } }
}

/** Identifies what is asked: the same question has the same digest in every run and every process. */
export const digestOf = (request: InputRequest): string =>
  createHash('sha256').update(JSON.stringify(request)).digest('base64url').slice(0, 16)

/** What a client has to be able to do to be asked this. */
export const capabilityFor = (request: InputRequest): Record<string, unknown> => {
  if (request.method === 'sampling/createMessage') return { sampling: {} }
  if (request.method === 'roots/list') return { roots: {} }
  return { elicitation: request.params?.mode === 'url' ? { url: {} } : { form: {} } }
}

/** The same in words: `elicitation.url`. */
export const capabilityName = (request: InputRequest): string => {
  const [[name = '', detail] = []] = Object.entries(capabilityFor(request))
  return [name, ...Object.keys(Object(detail))].join('.')
}

/** Whether the client declared what a question needs. An empty `elicitation` means forms (client/elicitation). */
export const isCapable = (
  request: InputRequest,
  capabilities: Readonly<Record<string, unknown>>,
): boolean => {
  if (request.method === 'sampling/createMessage') return isRecord(capabilities.sampling)
  if (request.method === 'roots/list') return isRecord(capabilities.roots)
  const { elicitation } = capabilities
  if (!isRecord(elicitation)) return false
  if (request.params?.mode === 'url') return isRecord(elicitation.url)
  return isRecord(elicitation.form) || Object.keys(elicitation).length === 0
}
