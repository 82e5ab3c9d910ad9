/** Deeper than any message that is let in. */
const DEEPEST = 1_000

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const write = (value: unknown, depth: number): string => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (depth > DEEPEST || typeof value !== 'object') throw new TypeError('This is no JSON')
  if (Array.isArray(value)) return `[${Array.from(value, item => write(item, depth + 1)).join()}]`
  if (!isPlain(value)) throw new TypeError('This is no JSON')
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${write(field, depth + 1)}`).join()}}`
}

/**
 * A value as JSON that is the same for equal values, whatever the order of their fields.
 *
 * @returns undefined for what JSON cannot express as it is: dates, maps, NaN, circles
 */
export const canonicalJson = (value: unknown): string | undefined => {
  try {
    return write(value, 0)
  } catch {
    return undefined
  }
}
