/** As much of JSON Schema as is looked at to read what was typed. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly $ref?: string
}

const MAX_DEPTH = 16

const at = (root: JsonSchema, pointer: string): JsonSchema | undefined => {
  let found: unknown = root
  for (const part of pointer.split('/').slice(1)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    found =
      typeof found === 'object' && found !== null && Object.hasOwn(found, key)
        ? found[key as never]
        : undefined
  }
  return found as JsonSchema | undefined
}

/** Every form that a value may take: references within the document are followed, alternatives told apart. */
export const formsOf = (
  schema: JsonSchema | undefined,
  root: JsonSchema,
  depth = 0,
): readonly JsonSchema[] => {
  if (!schema || depth > MAX_DEPTH) return []
  const { $ref, anyOf, oneOf, allOf } = schema
  if ($ref?.startsWith('#')) return formsOf(at(root, $ref), root, depth + 1)
  const others = [...(anyOf ?? []), ...(oneOf ?? []), ...(allOf ?? [])]
  if (others.length === 0) return [schema]
  return [
    ...(schema.type || schema.properties ? [schema] : []),
    ...others.flatMap(each => formsOf(each, root, depth + 1)),
  ]
}

const typeOfValue = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}

/** The types that a form allows; none where it does not say. */
export const typesOf = ({
  type,
  enum: values,
  const: constant,
  properties,
  items,
}: JsonSchema): readonly string[] => {
  if (type !== undefined) return typeof type === 'string' ? [type] : type
  if (values) return [...new Set(values.map(typeOfValue))]
  if (constant !== undefined) return [typeOfValue(constant)]
  if (properties) return ['object']
  return items ? ['array'] : []
}
