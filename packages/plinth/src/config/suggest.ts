/** How many letters must be changed, added or left out to make one word of the other (Levenshtein). */
const distance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(changed, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}

/** A question that names the candidate nearest to a mistyped name, or nothing when none is near. */
export const didYouMean = (name: string, candidates: readonly string[]): string => {
  const limit = Math.max(2, Math.floor(name.length / 4))
  const near = candidates
    .filter(candidate => Math.abs(candidate.length - name.length) <= limit)
    .map(candidate => ({ candidate, off: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ off }) => off <= limit)
    .sort((a, b) => a.off - b.off)
  return near[0] ? ` Did you mean ${near[0].candidate}?` : ''
}
