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

export const bytes = (value: number): string =>
  value < 2 ** 30 ? `${rounded.format(value / 2 ** 20)} MiB` : `${rounded.format(value / 2 ** 30)} GiB`

export const percent = (share: number): string => `${rounded.format(share * 100)} %`

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

/** The time of day, as the browser's clock has it. */
export const time = (at: number | string): string => clock.format(new Date(at))
