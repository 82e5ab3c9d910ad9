const rounded = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const precise = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

export const count = (value: number): string => rounded.format(value)

/** @param seconds as the API counts durations */
export const duration = (seconds: number): string => {
  if (seconds === 0) return '0 ms'
  if (seconds < 1) return `${precise.format(seconds * 1_000)} ms`
  return seconds < 120 ? `${precise.format(seconds)} s` : span(seconds)
}

/** How long something has been going on. */
export const span = (seconds: number): string => {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min` : `${Math.floor(seconds)} s`
}

export const bytes = (value: number): string => {
  if (value < 2 ** 20) return `${rounded.format(value / 2 ** 10)} KiB`
  return value < 2 ** 30 ? `${rounded.format(value / 2 ** 20)} MiB` : `${rounded.format(value / 2 ** 30)} GiB`
}

export const percent = (share: number): string => `${rounded.format(share * 100)} %`

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** The time of day, as the browser's clock has it; with the day, unless that is today. */
export const time = (at: number | string, now: Date = new Date()): string => {
  const then = new Date(at)
  const isToday = then.toDateString() === now.toDateString()
  return isToday ? clock.format(then) : `${day.format(then)}, ${clock.format(then)}`
}
