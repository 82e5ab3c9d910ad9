import { didYouMean } from '../../config/suggest.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { formsOf, type JsonSchema } from './json-schema.ts'
import { itemsOf, readValue } from './read-value.ts'

type Fields = Record<string, unknown>

const wrong = (message: string): CliError => new CliError(message, { exitCode: EXIT.usage })

/** The schema of one member, and whether there may be such a member. */
const memberOf = (schema: JsonSchema | undefined, name: string, root: JsonSchema, path: string) => {
  const forms = formsOf(schema, root)
  const declared = forms.flatMap(({ properties }) =>
    properties && Object.hasOwn(properties, name) ? [properties[name]] : [],
  )
  if (declared[0]) return declared[0]
  const names = forms.flatMap(({ properties }) => Object.keys(properties ?? {}))
  const open = forms.find(({ additionalProperties }) => additionalProperties)
  if (open) return typeof open.additionalProperties === 'object' ? open.additionalProperties : undefined
  const isClosed =
    names.length > 0 || forms.some(({ additionalProperties }) => additionalProperties === false)
  if (!isClosed) return undefined
  const known = names.length > 0 ? `It takes ${names.join(', ')}.` : 'It takes none.'
  throw wrong(`There is no argument "${path}".${didYouMean(name, names)} ${known}`)
}

/** An object without a prototype: a key is typed by somebody, and is nothing but a key. */
const empty = (): Fields => Object.create(null)

const childOf = (parent: Fields, name: string, path: string): Fields => {
  const child = parent[name] ?? empty()
  if (typeof child !== 'object' || child === null || Array.isArray(child))
    throw wrong(`${path} has a value already, and cannot have parts too`)
  parent[name] = child
  return child as Fields
}

const append = (before: unknown, value: unknown): unknown[] => {
  const values = Array.isArray(value) ? value : [value]
  return Array.isArray(before) ? [...before, ...values] : values
}

const readItem = (
  key: string,
  text: string,
  schema: JsonSchema | undefined,
  items: JsonSchema,
  root: JsonSchema,
) => (text.startsWith('[') ? readValue(key, text, schema, root) : readValue(key, text, items, root))

/**
 * Reads arguments that were typed as `key=value`: numbers, booleans and lists by the schema of the tool; `a.b=1` is a
 * part of an object, a key that is repeated a list.
 *
 * @throws CliError when one cannot be read, or there is no such argument
 */
export const readArguments = (pairs: readonly string[], root: JsonSchema): Fields => {
  const result = empty()
  for (const pair of pairs) {
    const end = pair.indexOf('=')
    if (end < 1) throw wrong(`"${pair}" is no argument: write it as key=value`)
    const key = pair.slice(0, end)
    const text = pair.slice(end + 1)
    const whole = formsOf(root, root).some(({ properties }) => properties && Object.hasOwn(properties, key))
    const path = whole ? [key] : key.split('.')
    let parent = result
    let schema: JsonSchema | undefined = root
    for (const [depth, name] of path.entries()) {
      schema = memberOf(schema, name, root, path.slice(0, depth + 1).join('.'))
      if (depth < path.length - 1) parent = childOf(parent, name, path.slice(0, depth + 1).join('.'))
    }
    const last = path.at(-1) ?? key
    const items = itemsOf(schema, root)
    if (items) parent[last] = append(parent[last], readItem(key, text, schema, items, root))
    else if (last in parent) throw wrong(`${key} is given twice, and is no list`)
    else parent[last] = readValue(key, text, schema, root)
  }
  return result
}
