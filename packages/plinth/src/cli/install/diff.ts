const CONTEXT = 3

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/))

/** How many lines two lists have in common at their beginning. */
const commonStart = (one: readonly string[], other: readonly string[]): number => {
  const parted = one.findIndex((line, index) => line !== other[index])
  return parted === -1 ? Math.min(one.length, other.length) : parted
}

/**
 * The lines that a change takes out and puts in, with a few around them. For changes in one place: what lies between
 * the first and the last line that differ is shown as changed.
 */
export const lineDiff = (before: string, after: string): readonly string[] => {
  const [old, next] = [linesOf(before), linesOf(after)]
  const start = commonStart(old, next)
  const end = commonStart(old.slice(start).reverse(), next.slice(start).reverse())
  const removed = old.slice(start, old.length - end)
  const added = next.slice(start, next.length - end)
  if (removed.length === 0 && added.length === 0) return []
  return [
    ...old.slice(Math.max(0, start - CONTEXT), start).map(line => `  ${line}`),
    ...removed.map(line => `- ${line}`),
    ...added.map(line => `+ ${line}`),
    ...old.slice(old.length - end, old.length - end + CONTEXT).map(line => `  ${line}`),
  ]
}
