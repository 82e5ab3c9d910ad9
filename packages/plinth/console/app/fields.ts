import type { Schema } from './types.ts'

/** How an argument is asked for. */
export type Control =
  | { readonly kind: 'text'; readonly format?: string; readonly maxLength?: number }
  | { readonly kind: 'number'; readonly whole: boolean; readonly min?: number; readonly max?: number }
  | { readonly kind: 'boolean' }
  | {
      readonly kind: 'choice'
      readonly options: readonly { readonly value: string; readonly label: string }[]
    }
  /** One value a line. */
  | { readonly kind: 'lines'; readonly numbers: boolean }
  /** An object, asked for piece by piece. */
  | { readonly kind: 'group'; readonly fields: readonly Field[] }
  /** Whatever has no form of its own. */
  | { readonly kind: 'json' }

/** How something is asked for in which nothing else is. */
export type LeafControl = Exclude<Control, { kind: 'group' }>

/** An argument of a tool, or an answer to a question. */
export interface Field {
  /** Tells it from all others of its form: within an object, with the name of that before it. */
  readonly name: string
  /** What it is called in the object that it belongs to. */
  readonly property: string
  readonly label: string
  readonly description: string | undefined
  readonly required: boolean
  readonly control: Control
  /** As it stands in the form: what the schema has as default. */
  readonly initial: string
  readonly hint: string | undefined
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

const isText = (value: unknown): value is string => typeof value === 'string'

const choicesIn = (schema: Schema): { value: string; label: string }[] | undefined => {
  const { enum: values, enumNames: labels, oneOf } = schema
  if (Array.isArray(values) && values.every(isText)) {
    const named: readonly unknown[] = Array.isArray(labels) ? labels : []
    return values.map((value, index) => ({ value, label: text(named[index]) ?? value }))
  }
  if (!Array.isArray(oneOf) || !oneOf.every(each => isSchema(each) && isText(each.const))) return undefined
  return oneOf.map(each => ({ value: String(each.const), label: text(each.title) ?? String(each.const) }))
}

const defined = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T

const MAX_DEPTH = 4

const COMBINED = ['anyOf', 'oneOf', 'allOf', 'not', 'if', '$ref', 'patternProperties', 'propertyNames']

/** Whether all that an object may have is known by name, whatever else it has. */
const isPlain = ({ type, properties, additionalProperties, ...others }: Schema): boolean =>
  type === 'object' &&
  isSchema(properties) &&
  Object.keys(properties).length > 0 &&
  (additionalProperties === undefined || additionalProperties === false) &&
  !COMBINED.some(keyword => keyword in others)

const controlOf = (schema: Schema, place: Place): Control => {
  const options = choicesIn(schema)
  if (options) return { kind: 'choice', options }
  switch (schema.type) {
    case 'string': {
      const [format, maxLength] = [text(schema.format), number(schema.maxLength)]
      return defined({ kind: 'text', format, maxLength } as Control)
    }
    case 'integer':
    case 'number': {
      const [min, max] = [number(schema.minimum), number(schema.maximum)]
      return defined({ kind: 'number', whole: schema.type === 'integer', min, max } as Control)
    }
    case 'boolean':
      return { kind: 'boolean' }
    case 'array': {
      const items = isSchema(schema.items) ? schema.items : {}
      if (items.type === 'string') return { kind: 'lines', numbers: false }
      if (items.type === 'integer' || items.type === 'number') return { kind: 'lines', numbers: true }
      return { kind: 'json' }
    }
    default:
      return isPlain(schema) && place.depth < MAX_DEPTH
        ? { kind: 'group', fields: fieldsOf(schema, place) }
        : { kind: 'json' }
  }
}

const HINTS: Readonly<Partial<Record<Control['kind'], string>>> = {
  lines: 'One on each line',
  json: 'As JSON',
}

const boundsOf = (control: Control): string | undefined => {
  if (control.kind === 'text' && control.format) return `In the format ${control.format}`
  if (control.kind !== 'number') return undefined
  const { min, max } = control
  if (min !== undefined && max !== undefined) return `${min} to ${max}`
  if (min !== undefined) return `At least ${min}`
  return max === undefined ? undefined : `At most ${max}`
}

/** Where the fields of an object stand in a form, and with what they begin. */
interface Place {
  readonly before: string
  readonly depth: number
  readonly defaults: Schema
}

const TOP: Place = { before: '', depth: 0, defaults: {} }

/** As in a JSON pointer (RFC 6901), so that no two fields have one name. */
const escaped = (property: string): string => property.replaceAll('~', '~0').replaceAll('/', '~1')

const initialOf = (control: Control, value: unknown): string => {
  if (control.kind === 'group') return ''
  if (value === undefined) return control.kind === 'boolean' ? 'false' : ''
  if (control.kind === 'lines' && Array.isArray(value)) return value.join('\n')
  return control.kind === 'json' ? JSON.stringify(value, null, 2) : String(value)
}

/** What a form for a schema of an object asks for, in the order of the schema, what is required first. */
export const fieldsOf = (schema: Schema, { before, depth, defaults }: Place = TOP): readonly Field[] => {
  const { properties, required } = schema
  const names: readonly unknown[] = Array.isArray(required) ? required : []
  const fields = Object.entries(isSchema(properties) ? properties : {}).map(([property, value]): Field => {
    const own = isSchema(value) ? value : {}
    const name = `${before}${escaped(property)}`
    const initial = defaults[property] ?? own.default
    const within = { before: `${name}/`, depth: depth + 1, defaults: isSchema(initial) ? initial : {} }
    const control = controlOf(own, within)
    return {
      name,
      property,
      label: text(own.title) ?? property,
      description: text(own.description),
      required: names.includes(property),
      control,
      initial: initialOf(control, initial),
      hint: HINTS[control.kind] ?? boundsOf(control),
    }
  })
  return [...fields.filter(field => field.required), ...fields.filter(field => !field.required)]
}

/** What stands in a form, by the name of the field. */
export type Draft = Readonly<Record<string, string>>

/** The fields that something is entered into. */
export const leavesOf = (fields: readonly Field[]): readonly Field[] =>
  fields.flatMap(field => (field.control.kind === 'group' ? leavesOf(field.control.fields) : [field]))

export const initialDraft = (fields: readonly Field[]): Draft =>
  Object.fromEntries(leavesOf(fields).map(({ name, initial }) => [name, initial]))
