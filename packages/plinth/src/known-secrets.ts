/** What stands in place of a secret. */
export const HIDDEN = '[redacted]'

/** Shorter ones are hidden by their names only: they would be found everywhere. */
const MIN_LENGTH = 8

/**
 * The secrets of this process. They are the same for everything in it that writes, so that they are kept here and not
 * handed to each: whoever redacts hides them, and nobody can forget to.
 */
const known = new Map<string, number>()
let generation = 0

/** Changes with what is known: what was made free of secrets before may hold one now. */
export const secretsGeneration = (): number => generation

/**
 * Hides these values from now on wherever text is redacted, by whatever name they come: in logs, events and the audit
 * trail. Those with less than 8 characters are left out.
 *
 * @returns forgets them again
 * @example
 * const forget = rememberSecrets(['correct-horse-battery'])
 * forget()
 */
export const rememberSecrets = (values: Iterable<string>): (() => void) => {
  const mine = [...new Set(values)].filter(({ length }) => length >= MIN_LENGTH)
  for (const value of mine) known.set(value, (known.get(value) ?? 0) + 1)
  generation += 1
  let forgotten = false
  return () => {
    if (forgotten) return
    forgotten = true
    generation += 1
    for (const value of mine) {
      const others = (known.get(value) ?? 1) - 1
      if (others > 0) known.set(value, others)
      else known.delete(value)
    }
  }
}

export const hideKnownSecrets = (text: string): string => {
  let safe = text
  for (const secret of known.keys()) if (safe.includes(secret)) safe = safe.replaceAll(secret, HIDDEN)
  return safe
}
