/** Whether a name matches `*` (any characters) and `?` (one). Takes time in proportion to both, whatever they are. */
const matchesName = (pattern: string, name: string): boolean => {
  let [p, n, star, mark] = [0, 0, -1, 0]
  while (n < name.length)
    if (pattern[p] === '*') {
      star = p++
      mark = n
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++
      n++
    } else if (star >= 0) {
      p = star + 1
      n = ++mark
    } else return false
  while (pattern[p] === '*') p++
  return p === pattern.length
}

/** The states that matching is in: how many parts of the pattern were passed. */
export type GlobState = readonly number[]

export interface Glob {
  readonly start: GlobState
  /** Where a name leads from a state; empty when to nothing. */
  next(state: GlobState, name: string): GlobState
  isMatch(state: GlobState): boolean
}

/** Makes a pattern of names ready: `**` stands for any number of directories. */
export const globOf = (parts: readonly string[]): Glob => {
  /** A `**` can also be nothing. */
  const spread = (states: readonly number[]): GlobState => {
    const all = new Set(states)
    for (const state of all) if (parts[state] === '**') all.add(state + 1)
    return [...all]
  }
  return {
    start: spread([0]),
    next: (state, name) =>
      spread(
        state.flatMap(at => {
          const part = parts[at]
          if (part === undefined) return []
          if (part === '**') return [at]
          return matchesName(part, name) ? [at + 1] : []
        }),
      ),
    isMatch: state => state.includes(parts.length),
  }
}
