import type { Interview } from './interview.ts'

/**
 * Remembers how a call stands.
 *
 * @param interview what the call has opened so far
 * @returns goes back there
 */
export const markOf = (
  call: { signal: AbortSignal; readonly scope: string },
  interview: () => Interview | undefined,
): (() => void) => {
  const { signal, scope } = call
  const rewind = interview()?.mark(scope) ?? (() => interview()?.rewind(scope))
  return () => {
    call.signal = signal
    rewind()
  }
}
