/** How clients may keep an answer (server/utilities/caching). */
export interface CacheHint {
  /** How long a client may keep the answer, in milliseconds. */
  readonly ttlMs: number
  /** `public`: the same for everybody. `private`: depends on the caller. */
  readonly scope: 'public' | 'private'
}

/**
 * @param what names the declaration in errors
 * @throws TypeError when clients could not make sense of the hint
 */
export const checkCacheHint = ({ ttlMs, scope }: CacheHint, what: string): void => {
  if (!Number.isSafeInteger(ttlMs) || ttlMs < 0)
    throw new TypeError(`${what} has a cache hint with ttlMs ${ttlMs}: give whole milliseconds, 0 or more`)
  if (scope !== 'public' && scope !== 'private')
    throw new TypeError(`${what} has a cache hint with scope "${scope}": it is "public" or "private"`)
}
