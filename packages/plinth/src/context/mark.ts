import type { SignalSource } from './call-signal.ts'
import type { Interview } from './interview.ts'

/**
 * Remembers how a call stands.
 *
 * @param interview what the call has opened so far
 * @returns goes back there
 */
export const markOf = (
  call: { source: SignalSource; readonly scope: string; readonly entered: unknown[] },
  interview: () => Interview | undefined,
): (() => void) => {
  const { source, scope, entered } = call
  const { length } = entered
  const rewind = interview()?.mark(scope) ?? (() => interview()?.rewind(scope))
  return () => {
    call.source = source
    entered.length = length
    rewind()
  }
}
