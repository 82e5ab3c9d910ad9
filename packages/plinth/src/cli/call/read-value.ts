import { CliError, EXIT } from '../exit-codes.ts'
import { formsOf, type JsonSchema, typesOf } from './json-schema.ts'

/** `undefined` when a text is no value of a type. */
type Reader = (text: string) => { readonly value: unknown } | undefined

const json = (text: string, fits: (value: unknown) => boolean): { value: unknown } | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return fits(value) ? { value } : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const number: Reader = text => {
  const value = Number(text)
  return text.trim() !== '' && Number.isFinite(value) ? { value } : undefined
}

/** Text comes last: everything is one. */
const READERS: readonly (readonly [type: string, read: Reader, wanted: string])[] = [
  ['null', text => (text === 'null' ? { value: null } : undefined), 'null'],
  [
    'boolean',
    text => (text === 'true' || text === 'false' ? { value: text === 'true' } : undefined),
    'true or false',
  ],
  ['integer', text => (Number.isInteger(number(text)?.value) ? number(text) : undefined), 'a whole number'],
  ['number', number, 'a number'],
  ['array', text => json(text, Array.isArray), 'a list in JSON, or the same key several times'],
  ['object', text => json(text, isObject), 'an object in JSON, or key.part=value'],
  ['string', text => ({ value: text }), 'text'],
]

/**
 * Reads what was typed for one value as its schema wants it. Where the schema does not say, JSON is taken as such and
 * all else as text.
 *
 * @throws CliError when it is no value of the type
 */
export const readValue = (
  key: string,
  text: string,
  schema: JsonSchema | undefined,
  root: JsonSchema,
): unknown => {
  const types = new Set(formsOf(schema, root).flatMap(typesOf))
  if (types.size === 0) return (json(text, () => true) ?? { value: text }).value
  const readers = READERS.filter(([type]) => types.has(type))
  for (const [, read] of readers) {
    const found = read(text)
    if (found) return found.value
  }
  const wanted = readers.map(([, , words]) => words).join(', or ')
  throw new CliError(`${key} is ${JSON.stringify(text)}, but must be ${wanted}`, { exitCode: EXIT.usage })
}

/** The schema of a list's items; undefined when the value is no list. */
export const itemsOf = (schema: JsonSchema | undefined, root: JsonSchema): JsonSchema | undefined => {
  const list = formsOf(schema, root).find(form => typesOf(form).includes('array'))
  return list && (list.items ?? {})
}
