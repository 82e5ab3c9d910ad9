const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** Without a zone it is UTC, as everything in Panther is. */
const parse = (text: string): number => {
  const match = ISO.exec(text.trim())
  if (!match) return Number.NaN
  const given = text.trim().replace(' ', 'T')
  return Date.parse(given.length > 10 && match[1] === undefined ? `${given}Z` : given)
}

export const isTime = (text: string): boolean => !Number.isNaN(parse(text))

/** In the one form that Panther takes everywhere. */
export const toTime = (text: string): string => new Date(parse(text)).toISOString()

export interface Period {
  readonly from: string
  readonly to: string
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** The last seven days, to full hours, so that questions asked soon after each other are the same. */
export const lastWeek = (now: number): Period => ({
  from: new Date(Math.floor((now - 7 * DAY) / HOUR) * HOUR).toISOString(),
  to: new Date(Math.ceil((now + 1) / HOUR) * HOUR).toISOString(),
})

/** What was given of a period, the rest from another. */
export const period = (
  start: string | null | undefined,
  end: string | null | undefined,
  otherwise: Period,
): Period => ({ from: start ? toTime(start) : otherwise.from, to: end ? toTime(end) : otherwise.to })
