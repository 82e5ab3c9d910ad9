import { day, hour, lakeTime, minute } from '../data/time.ts'

const written = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/

/** Milliseconds since 1970 of a time as text, or as a number of seconds, milliseconds and so on. */
export const momentOf = (value: unknown): number | undefined => {
  if (typeof value === 'number') {
    const digits = Math.floor(Math.abs(value)).toString().length
    return digits <= 11 ? value * 1000 : digits <= 14 ? value : value / 10 ** (digits - 13)
  }
  if (typeof value !== 'string' || !written.test(value.trim())) return undefined
  const text = value.trim().replace(' ', 'T').replace(' ', '')
  const at = Date.parse(/T/.test(text) && !/(Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text)
  return Number.isNaN(at) ? undefined : at
}

/** The time in the one form in which it can be compared, or the text as it is. */
export const normalized = (text: string) => {
  const at = momentOf(text)
  return at === undefined ? text : lakeTime(at)
}

const units: Record<string, number> = { s: 1000, m: minute, h: hour, d: day, w: 7 * day }

/** Milliseconds of `'6 h'`, `'2 weeks'`, `'90 minutes'` or a number of seconds. */
export const durationOf = (value: string): number | undefined => {
  const [, amount, unit = 's'] =
    /^\s*(\d+(?:\.\d+)?)\s*(s|m|h|d|w|sec|min|seconds?|minutes?|hours?|days?|weeks?)?\s*$/i.exec(value) ?? []
  return amount === undefined ? undefined : Number(amount) * (units[unit.charAt(0).toLowerCase()] ?? 1000)
}

const lengths: Record<string, number> = {
  millisecond: 1,
  second: 1000,
  minute,
  hour,
  day,
  week: 7 * day,
}

/** `DAYS`, `'day'`, `dd` and the like, as one name. */
export const unitOf = (name: string) => {
  const short: Record<string, string> = {
    ms: 'millisecond',
    s: 'second',
    mi: 'minute',
    h: 'hour',
    hh: 'hour',
    d: 'day',
    dd: 'day',
    w: 'week',
    mm: 'month',
    y: 'year',
    yy: 'year',
  }
  const lower = name.toLowerCase()
  return short[lower] ?? lower.replace(/s$/, '')
}

export const added = (at: number, unit: string, amount: number) => {
  const length = lengths[unit]
  if (length !== undefined) return at + amount * length
  const date = new Date(at)
  if (unit === 'month') date.setUTCMonth(date.getUTCMonth() + amount)
  else if (unit === 'year') date.setUTCFullYear(date.getUTCFullYear() + amount)
  else throw new Error(`'${unit}' is not a valid date/time component`)
  return date.getTime()
}

export const truncated = (at: number, unit: string) => {
  const length = lengths[unit]
  // Weeks start on Mondays, and 1970 began on a Thursday.
  if (unit === 'week') return Math.floor((at + 3 * day) / (7 * day)) * 7 * day - 3 * day
  if (length !== undefined) return Math.floor(at / length) * length
  const date = new Date(at)
  if (unit === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
  if (unit === 'year') return Date.UTC(date.getUTCFullYear(), 0)
  throw new Error(`'${unit}' is not a valid date/time component`)
}

export const componentOf = (at: number, unit: string) => {
  const date = new Date(at)
  const parts: Record<string, number> = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    dayofweek: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    epoch: Math.floor(at / 1000),
    epoch_second: Math.floor(at / 1000),
    epoch_millisecond: at,
  }
  const part = parts[unit]
  if (part === undefined) throw new Error(`'${unit}' is not a valid date/time component`)
  return part
}
