const member = (node: unknown, name: string): unknown =>
  typeof node === 'object' && node !== null && Object.hasOwn(node, name) ? Reflect.get(node, name) : undefined

/** What a configuration says for a key such as `server.port`. */
export const valueAt = (config: object, key: string): unknown => key.split('.').reduce(member, config)
