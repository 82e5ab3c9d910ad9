import { type JsonSchema, resolveRef } from './json-schema.ts'

type Node = Readonly<Record<string, unknown>>

const ANYTHING: Node = {}
const FIELDS = ['properties', 'patternProperties', 'additionalProperties']

const isObject = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the schemas that may apply to one place of a value declare together. */
export interface Shape {
  /** Whether objects may hold whatever they like. */
  readonly isOpen: boolean
  /** Whether there may be an object at all. */
  readonly takesObjects: boolean
  /** The fields that are declared by name. */
  readonly names: readonly string[]
  /** The shape of a field; undefined where nobody declares it. */
  field(key: string): Shape | undefined
  item(index: number): Shape
}

/** Makes the shapes of a JSON Schema as values need them, each once: a recursive schema has no end, but a value has. */
export const createShapes = (root: JsonSchema) => {
  const ids = new Map<Node, number>()
  const known = new Map<string, Shape>()
  const idOf = (node: Node): number => {
    const id = ids.get(node) ?? ids.size
    ids.set(node, id)
    return id
  }
  const shapeOf = (schemas: readonly unknown[]): Shape => {
    const nodes = [...new Set(schemas.flatMap(schema => branchesOf(schema, root, new Set())))]
    const key = nodes.map(idOf).join()
    const made = known.get(key) ?? createShape(nodes, shapeOf)
    known.set(key, made)
    return made
  }
  return shapeOf
}

const createShape = (nodes: readonly Node[], shapeOf: (schemas: readonly unknown[]) => Shape): Shape => {
  const named = new Set(nodes.flatMap(({ properties }) => Object.keys(properties ?? {})))
  const prefix = Math.max(
    0,
    ...nodes.map(({ prefixItems }) => (Array.isArray(prefixItems) ? prefixItems.length : 0)),
  )
  const fields = new Map<string, Shape | undefined>()
  const items = new Map<number, Shape>()
  const makeField = (key: string) => {
    const declared = nodes.flatMap(node => fieldSchemas(node, key))
    return declared.length > 0 ? shapeOf(declared) : undefined
  }
  return {
    isOpen: nodes.some(isOpen),
    takesObjects: nodes.some(takesObjects),
    names: [...named],
    field(key) {
      if (!named.has(key)) return makeField(key)
      const made = fields.get(key) ?? makeField(key)
      fields.set(key, made)
      return made
    },
    item(index) {
      const place = Math.min(index, prefix)
      const made = items.get(place) ?? shapeOf(nodes.flatMap(node => itemSchemas(node, place)))
      items.set(place, made)
      return made
    },
  }
}

/** A schema and all that it is put together from, references resolved. */
const branchesOf = (schema: unknown, root: JsonSchema, seen: Set<unknown>): Node[] => {
  if (schema === true) return [ANYTHING]
  if (!isObject(schema) || seen.has(schema)) return []
  seen.add(schema)
  const parts: unknown[] = [schema.anyOf, schema.oneOf, schema.allOf]
    .flat()
    .filter(part => part !== undefined)
  if (typeof schema.$ref === 'string') parts.push(resolveRef(schema.$ref, root))
  const inner = parts.flatMap(part => branchesOf(part, root, seen))
  const isFrame = parts.length > 0 && !FIELDS.some(keyword => schema[keyword] !== undefined)
  return isFrame ? inner : [schema, ...inner]
}

const CONSTRAINTS = [...FIELDS, 'required', 'const', 'enum', 'not']

/** Whether a schema allows any object: it says nothing about fields, or allows all others. */
const isOpen = (node: Node): boolean => {
  if (isAnything(node.additionalProperties)) return true
  return takesObjects(node) && !CONSTRAINTS.some(keyword => node[keyword] !== undefined)
}

const takesObjects = ({ type }: Node): boolean => type === undefined || [type].flat().includes('object')

const isAnything = (schema: unknown): boolean =>
  schema === true || (isObject(schema) && Object.keys(schema).length === 0)

const fieldSchemas = (node: Node, key: string): unknown[] => {
  const { properties, patternProperties, additionalProperties } = node
  const named = isObject(properties) && Object.hasOwn(properties, key) ? [properties[key]] : []
  const matching = isObject(patternProperties)
    ? Object.entries(patternProperties).filter(([pattern]) => new RegExp(pattern).test(key))
    : []
  const declared = [...named, ...matching.map(([, schema]) => schema)]
  return declared.length === 0 && isObject(additionalProperties) ? [additionalProperties] : declared
}

const itemSchemas = (node: Node, index: number): unknown[] => {
  const { prefixItems, items } = node
  if (Array.isArray(prefixItems) && index < prefixItems.length) return [prefixItems[index]]
  if (items !== undefined) return [items]
  return node.type === undefined || [node.type].flat().includes('array') ? [true] : []
}
