import { type JsonSchema, resolveRef } from '../../define/json-schema.ts'

const MAX_DEPTH = 8

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): readonly JsonSchema[] => (Array.isArray(value) ? value.filter(isSchema) : [])

const comment = (text: unknown): string =>
  typeof text === 'string' && text.trim() !== ''
    ? `/** ${text.trim().replaceAll('*/', '* /').replace(/\s+/g, ' ')} */ `
    : ''

const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name))

const SIMPLE: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
}

/** Writes a JSON Schema as a TypeScript type, for a model to read: what TypeScript cannot say is left out. */
export const typeOfSchema = (root: JsonSchema): string => {
  const union = (types: readonly string[]): string => [...new Set(types)].join(' | ') || 'never'

  const objectType = (schema: JsonSchema, depth: number): string => {
    const required = new Set(Array.isArray(schema.required) ? schema.required : [])
    const properties = isSchema(schema.properties) ? Object.entries(schema.properties) : []
    const fields = properties.map(([name, value]) => {
      const type = typeOf(value, depth + 1)
      return `${comment(isSchema(value) ? value.description : '')}${keyOf(name)}${required.has(name) ? '' : '?'}: ${type}`
    })
    const { additionalProperties } = schema
    if (isSchema(additionalProperties))
      fields.push(`[key: string]: ${typeOf(additionalProperties, depth + 1)}`)
    else if (fields.length === 0 && additionalProperties !== false) return 'Record<string, unknown>'
    return fields.length === 0 ? '{}' : `{ ${fields.join('; ')} }`
  }

  const arrayType = ({ items, prefixItems }: JsonSchema, depth: number): string => {
    if (Array.isArray(prefixItems)) return `[${prefixItems.map(each => typeOf(each, depth + 1)).join(', ')}]`
    return `Array<${items === undefined ? 'unknown' : typeOf(items, depth + 1)}>`
  }

  const combinedType = (schema: JsonSchema, depth: number): string | undefined => {
    if ('const' in schema) return JSON.stringify(schema.const) ?? 'unknown'
    if (Array.isArray(schema.enum)) return union(schema.enum.map(value => JSON.stringify(value) ?? 'unknown'))
    const branches = [...listOf(schema.anyOf), ...listOf(schema.oneOf)]
    if (branches.length > 0) return union(branches.map(branch => typeOf(branch, depth + 1)))
    const all = listOf(schema.allOf)
    return all.length > 0 ? all.map(each => `(${typeOf(each, depth + 1)})`).join(' & ') : undefined
  }

  const typeOf = (schema: unknown, depth: number): string => {
    if (schema === false) return 'never'
    if (!isSchema(schema) || depth > MAX_DEPTH) return 'unknown'
    if (typeof schema.$ref === 'string') return typeOf(resolveRef(schema.$ref, root), depth + 1)
    const combined = combinedType(schema, depth)
    if (combined !== undefined) return combined
    if (Array.isArray(schema.type)) return union(schema.type.map(type => typeOf({ ...schema, type }, depth)))
    if (schema.type === 'array') return arrayType(schema, depth)
    if (schema.type === 'object' || isSchema(schema.properties)) return objectType(schema, depth)
    return SIMPLE[String(schema.type)] ?? 'unknown'
  }
  return typeOf(root, 0)
}
