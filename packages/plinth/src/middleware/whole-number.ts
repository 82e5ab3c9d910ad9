/** Refuses an option that is no whole number from `min` to `max`, in words that name the middleware and the option. */
export const requireWhole = (
  middleware: string,
  name: string,
  value: number,
  min = 1,
  max = Number.MAX_SAFE_INTEGER,
): void => {
  if (Number.isInteger(value) && value >= min && value <= max) return
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`
  throw new RangeError(`${middleware}: ${name} must be a whole number ${range}, but is ${value}`)
}
