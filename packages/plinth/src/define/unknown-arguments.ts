import { didYouMean } from '../config/suggest.ts'
import { closed } from './closed.ts'
import type { JsonSchema } from './json-schema.ts'
import { prune } from './prune.ts'
import type { CompiledSchema, Issue, Validated } from './schema.ts'
import { createShapes, type Shape } from './shape.ts'

/** What is done with arguments that a tool does not declare: the call is refused, or goes on without them. */
export type UnknownArguments = 'refuse' | 'ignore'

interface Unknown {
  readonly path: string
  readonly key: string
  /** What there is in its place. */
  readonly names: readonly string[]
}

/** Clients add these to what their models send, so that no model could leave them out. */
const OF_CLIENTS: ReadonlySet<string> = new Set(['toolCallId', 'tool_call_description'])

const isOfClient = ({ path, key }: Unknown): boolean =>
  path === '' && (/^_(?!_)/.test(key) || OF_CLIENTS.has(key))

const MAX_ISSUES = 10
const MAX_NAMES = 20
const MAX_KEY = 64

/** A name that begins alike, as singular and plural do. */
const beginningLike = (key: string, names: readonly string[]): string => {
  const beginning = key.toLowerCase().slice(0, Math.max(3, Math.ceil(key.length * 0.75)))
  const found = names.find(name => name.toLowerCase().startsWith(beginning))
  return found === undefined ? '' : ` Did you mean ${found}?`
}

const adviceFor = (key: string, names: readonly string[]): string => {
  if (names.length === 0) return 'there is no such argument, nor any other'
  const nearest = didYouMean(key, names) || beginningLike(key, names)
  if (nearest !== '') return `there is no such argument.${nearest}`
  const listed = names.slice(0, MAX_NAMES).join(', ')
  return `there is no such argument: there are ${listed}${names.length > MAX_NAMES ? ' and others' : ''}`
}

const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)

const issueOf = ({ path, key, names }: Unknown): Issue => ({
  path: below(path, key.length > MAX_KEY ? `${key.slice(0, MAX_KEY)}...` : key),
  message: adviceFor(key, names),
})

/** Finds what nobody declares, also inside of objects and lists. */
const collect = (value: unknown, shape: Shape, path: string, found: Unknown[]): void => {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, shape.item(index), `${path}[${index}]`, found)
    return
  }
  if (shape.isOpen || !shape.takesObjects) return
  for (const [key, field] of Object.entries(value)) {
    const declared = shape.field(key)
    if (declared) collect(field, declared, below(path, key), found)
    else found.push({ path, key, names: shape.names })
  }
}

const LEAVES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'null'])

/** Whether nothing can stand inside of a value: so that it need not be looked at. */
const isLeaf = (schema: unknown): boolean => {
  if (typeof schema !== 'object' || schema === null) return false
  const { type, items, anyOf } = schema as JsonSchema
  if (type === 'array') return isLeaf(items)
  return Array.isArray(anyOf) ? anyOf.every(isLeaf) : LEAVES.has(type)
}

/** The names of arguments that hold nothing but themselves. */
const leavesOf = ({ properties }: JsonSchema): ReadonlySet<string> =>
  new Set(Object.entries(properties ?? {}).flatMap(([name, schema]) => (isLeaf(schema) ? name : [])))

/**
 * The arguments of a tool as it takes them from callers. A misspelt filter that was ignored would widen the answer, and
 * nobody would know; so callers are told, with the name that they may have meant. Schema libraries ignore by themselves
 * what they do not know.
 *
 * @param declared the schema as the tool has it
 */
export const takeArguments = (declared: CompiledSchema, unknown: UnknownArguments): CompiledSchema => {
  const leaves = leavesOf(declared.json)
  let known: Shape | undefined

  const isFlat = (value: unknown): boolean => {
    for (const key in value as object) if (!leaves.has(key)) return false
    return true
  }

  const takeKnown = (value: unknown, shape: Shape, found: readonly Unknown[]) => {
    const refused = unknown === 'ignore' ? [] : found.filter(each => !isOfClient(each))
    const issues = refused.slice(0, MAX_ISSUES).map(issueOf)
    const also = (checked: Validated<unknown>): Validated<unknown> => {
      if (issues.length === 0) return checked
      return { issues: 'issues' in checked ? [...issues, ...checked.issues] : issues }
    }
    const checked = declared.validate(prune(value, shape))
    return checked instanceof Promise ? checked.then(also) : also(checked)
  }

  return {
    json: unknown === 'refuse' ? closed(declared.json) : declared.json,
    validate(value) {
      if (isFlat(value)) return declared.validate(value)
      known ??= createShapes(declared.json)([declared.json])
      const found: Unknown[] = []
      collect(value, known, '', found)
      return found.length === 0 ? declared.validate(value) : takeKnown(value, known, found)
    },
  }
}
