/** Why JSON cannot express a value; undefined when it can. */
export const unsendable = (value: unknown): unknown => {
  try {
    JSON.stringify(value)
    return undefined
  } catch (error) {
    return error ?? new TypeError('JSON cannot express it')
  }
}

/**
 * Refuses what would fail only when an answer is written, too late to tell anybody.
 *
 * @param what names the value in the error
 * @throws TypeError when JSON cannot express it
 */
export const checkSendable = (value: unknown, what: string): void => {
  const cause = value === undefined ? undefined : unsendable(value)
  if (cause === undefined) return
  const reason = cause instanceof Error ? `: ${cause.message}` : ''
  throw new TypeError(`JSON cannot express ${what}${reason}`, { cause })
}
