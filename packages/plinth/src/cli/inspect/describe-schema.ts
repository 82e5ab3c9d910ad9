import { formsOf, type JsonSchema, typesOf } from '../call/json-schema.ts'
import { oneLine } from '../printable.ts'

type Bounded = JsonSchema & {
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly format?: string
  readonly default?: unknown
  readonly description?: string
}

const MAX_SAFE = Number.MAX_SAFE_INTEGER

const between = (from: number | undefined, to: number | undefined, unit = ''): string => {
  const least = from === undefined || from <= -MAX_SAFE ? undefined : from
  const most = to === undefined || to >= MAX_SAFE ? undefined : to
  if (least !== undefined && most !== undefined) return ` ${least} to ${most}${unit}`
  if (least !== undefined) return ` from ${least}${unit}`
  return most === undefined ? '' : ` up to ${most}${unit}`
}

/** What a value may be, in a few words. */
export const describeSchema = (schema: JsonSchema | undefined, root: JsonSchema): string => {
  const words = formsOf(schema, root).map(form => {
    const { minimum, maximum, minLength, maxLength, format, items } = form as Bounded
    const values = form.enum ?? (form.const === undefined ? undefined : [form.const])
    if (values) return values.map(value => JSON.stringify(value)).join(' | ')
    const types = typesOf(form)
    if (types.includes('array')) return `list of ${describeSchema(items, root)}`
    const kind = format ?? (types.join(' | ') || 'anything')
    return (
      kind +
      between(minimum, maximum) +
      between(minLength === 1 ? undefined : minLength, maxLength, ' characters')
    )
  })
  return [...new Set(words)].join(' | ') || 'anything'
}

/** A row for each member of an object: its name, what it may be, what is said of it. */
export const describeMembers = (root: JsonSchema): string[][] => {
  const required = new Set((root as { readonly required?: readonly string[] }).required)
  return formsOf(root, root)
    .flatMap(({ properties }) => Object.entries(properties ?? {}))
    .map(([name, schema]) => {
      const { default: standard, description = '' } = schema as Bounded
      const unless = standard === undefined ? 'optional' : `default ${JSON.stringify(standard)}`
      const kind = `${describeSchema(schema, root)}, ${required.has(name) && standard === undefined ? 'required' : unless}`
      return [oneLine(name), oneLine(kind), oneLine(description)]
    })
}
