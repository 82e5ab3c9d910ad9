import { HIDDEN } from './known-secrets.ts'
import { isSecretName, MAX_NAME, MAX_USERINFO, redactText, safeName } from './redact-text.ts'

export interface RedactLimits {
  /** Levels of nesting that are kept. Default 8. */
  readonly depth?: number
  /** Entries that are kept of one object or list. Default 100. */
  readonly entries?: number
  /** Characters that are kept of one text. Default 8,192. */
  readonly text?: number
  /** Characters that are kept in all, where every value counts for at least eight. Default 262,144. */
  readonly size?: number
}

type Bounds = Required<RedactLimits>

interface Walk {
  readonly bounds: Bounds
  readonly above: Set<object>
  left: number
}

/** More is read than kept, because a secret that is cut in two looks like none. */
const MARGIN = MAX_USERINFO + 256

const readText = (value: string, walk: Walk) => {
  const room = Math.max(0, Math.min(walk.bounds.text, walk.left))
  walk.left -= Math.min(value.length, room)
  if (value.length <= room) return redactText(value)
  const whole = value.length <= room + MARGIN
  const safe = whole ? redactText(value) : redactText(value.slice(0, room + MARGIN)).slice(0, -MARGIN)
  return `${safe.slice(0, room)}... (${value.length} characters)`
}

/** Whether a value tells nothing, though it goes by the name of a secret: that there is none, or how many. */
const tellsNothing = (name: string, value: unknown) =>
  value === null ||
  value === undefined ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && /tokens$|count$/i.test(name))

const readMember = (name: string, value: unknown, walk: Walk): unknown =>
  isSecretName(name) && !tellsNothing(name, value) ? HIDDEN : read(value, walk)

/** Of a member that is called `__proto__` an assignment would make something else. */
const setMember = (target: Record<string, unknown>, name: string, value: unknown): void => {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
  else target[name] = value
}

/** As a text, but most names have been looked at before. */
const readName = (name: string, walk: Walk): string => {
  if (name.length > Math.min(MAX_NAME, walk.bounds.text, walk.left)) return readText(name, walk)
  walk.left -= name.length
  return safeName(name)
}

const readMembers = (
  members: readonly (readonly [string, unknown])[],
  walk: Walk,
): Record<string, unknown> => {
  const result: Record<string, unknown> = {}
  const { entries } = walk.bounds
  for (const [name, value] of members.length > entries ? members.slice(0, entries) : members)
    setMember(result, readName(name, walk), readMember(name, value, walk))
  const more = members.length - entries
  if (more > 0) setMember(result, '...', `${more} more`)
  return result
}

const readItems = (items: Iterable<unknown>, walk: Walk): unknown[] => {
  const result: unknown[] = []
  let more = 0
  for (const item of items) {
    if (result.length < walk.bounds.entries) result.push(read(item, walk))
    else more += 1
  }
  return more > 0 ? [...result, `... ${more} more`] : result
}

const membersOf = (error: Error): [string, unknown][] => {
  const { name, message, stack, cause } = error
  const known: [string, unknown][] = [
    ['type', name],
    ['message', message],
    ['stack', stack],
    ['cause', cause],
  ]
  if (error instanceof AggregateError) known.push(['errors', error.errors])
  const others = Object.entries(error).filter(
    ([key]) => !known.some(([taken]) => taken === key) && key !== 'name',
  )
  return [...known.filter(([, value]) => value !== undefined), ...others]
}

const readObject = (value: object, walk: Walk): unknown => {
  if (value instanceof Error) return readMembers(membersOf(value), walk)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString()
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
  if (value instanceof Map)
    return readMembers(
      [...value].map(([key, item]) => [String(key), item]),
      walk,
    )
  if (value instanceof Set || Array.isArray(value)) return readItems(value, walk)
  if ('toJSON' in value && typeof value.toJSON === 'function') return read(value.toJSON(), walk)
  return readMembers(Object.entries(value), walk)
}

const read = (value: unknown, walk: Walk): unknown => {
  if (walk.left <= 0) return '[too much]'
  walk.left -= 8
  if (typeof value === 'string') return readText(value, walk)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'symbol' || typeof value === 'function') return `[${typeof value}]`
  if (typeof value !== 'object' || value === null) return value
  if (walk.above.has(value)) return '[circular]'
  if (walk.above.size >= walk.bounds.depth) return '[too deep]'
  walk.above.add(value)
  try {
    return readObject(value, walk)
  } catch {
    return '[unreadable]'
  } finally {
    walk.above.delete(value)
  }
}

/**
 * Makes a copy of a value that can be shown and written as JSON: what goes by the name of a secret is replaced,
 * texts are freed of secrets, errors become objects with stack and causes, and everything has its bounds. It never
 * throws, whatever the value does.
 *
 * @example
 * redact({ user: 'ann', password: 'hunter2' }) // { user: 'ann', password: '[redacted]' }
 */
export const redact = (value: unknown, limits: RedactLimits = {}): unknown => {
  const bounds: Bounds = { depth: 8, entries: 100, text: 8_192, size: 262_144, ...limits }
  return read(value, { bounds, above: new Set(), left: bounds.size })
}
