import type { Range } from './setting.ts'

/** A number that was out of range, and what it became. */
export interface Clamped {
  readonly param: string
  readonly original: number
  readonly new: number
}

/**
 * Moves a number to the nearest end of a range when it lies outside.
 *
 * @example
 * clamp(7200, [60, 3600]) // 3600
 */
export const clamp = (value: number, [min, max]: Range): number => Math.min(max, Math.max(min, value))

/**
 * Clamps several numbers, each to its own range, and tells which were changed. Numbers without a range, and
 * ranges without a number, are left alone.
 *
 * @param prefix what the names in `clamped` begin with, for example the name of the tool
 * @example
 * clampAll({ timeoutSec: 5 }, { timeoutSec: [60, 3600] }, 'nmap.')
 * // { values: { timeoutSec: 60 }, clamped: [{ param: 'nmap.timeoutSec', original: 5, new: 60 }] }
 */
export const clampAll = <Name extends string>(
  values: Readonly<Record<Name, number>>,
  ranges: Readonly<Partial<Record<Name, Range>>>,
  prefix = '',
): { readonly values: Readonly<Record<Name, number>>; readonly clamped: readonly Clamped[] } => {
  const result: Record<Name, number> = { ...values }
  const clamped: Clamped[] = []
  for (const name in values) {
    const range = ranges[name]
    if (!range) continue
    result[name] = clamp(values[name], range)
    if (result[name] !== values[name]) {
      clamped.push({ param: `${prefix}${name}`, original: values[name], new: result[name] })
    }
  }
  return { values: result, clamped }
}
