import type { IntakeLimits } from './limits.ts'
import { isObject, own } from './message.ts'

/** What is wrong with an id or a progress token; undefined when nothing is. */
export const tokenProblem = (
  value: unknown,
  { maxIdLength }: Pick<IntakeLimits, 'maxIdLength'>,
): string | undefined => {
  if (typeof value === 'string') {
    return value.length > maxIdLength ? `is longer than ${maxIdLength} characters` : undefined
  }
  if (typeof value !== 'number') return 'must be a string or an integer'
  if (Number.isSafeInteger(value)) return undefined
  return Number.isInteger(value)
    ? 'must be between -(2^53 - 1) and 2^53 - 1, beyond which integers lose their last digits; use a string'
    : 'must be a string or an integer'
}

/** What is wrong with a `_meta` on any revision; undefined when nothing is, or when there is none. */
export const metaProblem = (
  holder: unknown,
  limits: Pick<IntakeLimits, 'maxIdLength'>,
): string | undefined => {
  if (!isObject(holder) || !Object.hasOwn(holder, '_meta')) return undefined
  const meta = holder._meta
  if (!isObject(meta)) return '_meta must be an object'
  if (!Object.hasOwn(meta, 'progressToken')) return undefined
  const problem = tokenProblem(own(meta, 'progressToken'), limits)
  return problem === undefined ? undefined : `_meta.progressToken ${problem}`
}
