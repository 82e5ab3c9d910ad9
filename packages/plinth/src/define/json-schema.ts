/** A JSON Schema (2020-12) as a plain object. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** What a `$ref` inside of a schema points to; undefined where it points outside, or to nothing. */
export const resolveRef = (ref: string, root: JsonSchema): unknown => {
  if (!ref.startsWith('#')) return undefined
  let at: unknown = root
  for (const part of ref.slice(1).split('/').filter(Boolean))
    at = (at as JsonSchema | undefined)?.[
      decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    ]
  return at
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Whether a schema allows nothing but objects: directly, by reference, or in each of its branches. */
export const allowsOnlyObjects = (root: JsonSchema): boolean => {
  const followed = new Set<unknown>()
  const check = (schema: unknown): boolean => {
    if (typeof schema !== 'object' || schema === null) return false
    const { type, $ref, anyOf, oneOf, allOf } = schema as JsonSchema
    if (type !== undefined) return type === 'object'
    if (typeof $ref === 'string' && !followed.has($ref)) {
      followed.add($ref)
      return check(resolveRef($ref, root))
    }
    const branches = [...asList(anyOf), ...asList(oneOf)]
    return (branches.length > 0 && branches.every(check)) || asList(allOf).some(check)
  }
  return check(root)
}
