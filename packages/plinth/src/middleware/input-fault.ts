import type { Issue } from '../define/schema.ts'

/** A pattern that no text of the arguments may match. */
export interface ForbiddenPattern {
  readonly pattern: RegExp
  /** What is wrong with a text that matches, as it is told to the caller: `must not hold scripts`. */
  readonly message: string
}

export interface InputLimits {
  readonly maxLength: number
  readonly maxBytes: number
  readonly maxDepth: number
  readonly forbidden: readonly ForbiddenPattern[]
}

/** A fault on its way up: each level puts the step that leads to it in front. */
interface Fault {
  readonly steps: string[]
  readonly message: string
}

interface Walk {
  readonly limits: InputLimits
  bytes: number
}

/** How much of a field's name is repeated to the caller who made it up. */
const MAX_NAME = 64
const MAX_STEPS = 16

/** Whether a text has more characters than that, as JSON Schema counts them: a surrogate pair is one. */
const isLongerThan = (text: string, max: number): boolean => {
  if (text.length <= max) return false
  if (text.length > 2 * max) return true
  let count = 0
  for (const _ of text) count += 1
  return count > max
}

const textFault = (text: string, walk: Walk): string | undefined => {
  const { maxLength, maxBytes, forbidden } = walk.limits
  if (isLongerThan(text, maxLength)) return `is longer than ${maxLength} characters`
  walk.bytes += Buffer.byteLength(text)
  if (walk.bytes > maxBytes) return tooLarge(walk)
  return forbidden.find(({ pattern }) => pattern.test(text))?.message
}

const tooLarge = ({ limits }: Walk): string => `makes the whole larger than ${limits.maxBytes} bytes`

const fault = (message: string | undefined): Fault | undefined =>
  message === undefined ? undefined : { steps: [], message }

const under = (step: string, inner: Fault | undefined): Fault | undefined => {
  inner?.steps.unshift(step)
  return inner
}

const shorten = (name: string): string => (name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}...` : name)

const walkList = (items: readonly unknown[], depth: number, walk: Walk): Fault | undefined => {
  for (const [index, item] of items.entries()) {
    const found = walkValue(item, depth, walk)
    if (found) return under(`[${index}]`, found)
  }
  return undefined
}

const walkMembers = (value: object, depth: number, walk: Walk): Fault | undefined => {
  for (const [name, member] of Object.entries(value)) {
    const found = fault(textFault(name, walk)) ?? walkValue(member, depth, walk)
    if (found) return under(`.${shorten(name)}`, found)
  }
  return undefined
}

const walkValue = (value: unknown, depth: number, walk: Walk): Fault | undefined => {
  if (typeof value === 'string') return fault(textFault(value, walk))
  walk.bytes += 1
  if (walk.bytes > walk.limits.maxBytes) return fault(tooLarge(walk))
  if (typeof value !== 'object' || value === null) return undefined
  if (depth >= walk.limits.maxDepth) return fault(`is nested deeper than ${walk.limits.maxDepth} levels`)
  return Array.isArray(value) ? walkList(value, depth + 1, walk) : walkMembers(value, depth + 1, walk)
}

const pathOf = (steps: readonly string[]): string => {
  const path = steps.slice(0, MAX_STEPS).join('').replace(/^\./, '')
  return steps.length > MAX_STEPS ? `${path}...` : path
}

/**
 * The first thing in a value that its limits do not allow. Bytes are those of all texts and names of fields in
 * UTF-8, and one for every other value.
 */
export const findFault = (value: unknown, limits: InputLimits): Issue | undefined => {
  const found = walkValue(value, 0, { limits, bytes: 0 })
  return found && { path: pathOf(found.steps), message: found.message }
}
