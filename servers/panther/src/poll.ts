import type { Clock, Context } from 'plinth'
import { wait } from 'plinth/middleware'

export interface PollOptions {
  readonly clock: Clock
  /** Time after which it is given up, in milliseconds. */
  readonly limitMs: number
  /** Milliseconds before the second look; they grow by half with each one, up to `maxMs`. */
  readonly firstMs: number
  readonly maxMs: number
  /** What the client is told meanwhile. */
  readonly message: string
}

/**
 * Looks again and again until there is something, and tells the client how long that has taken.
 *
 * @returns what was found, or undefined when time was up
 * @throws what the call was ended with, when it was ended
 */
export const poll = async <T>(
  ctx: Pick<Context, 'signal' | 'progress'>,
  { clock, limitMs, firstMs, maxMs, message }: PollOptions,
  look: () => Promise<T | undefined>,
): Promise<T | undefined> => {
  const startedAt = clock.now()
  for (let pause = firstMs; ; pause = Math.min(maxMs, pause * 1.5)) {
    const found = await look()
    if (found !== undefined) return found
    const elapsed = clock.now() - startedAt
    if (elapsed >= limitMs) return undefined
    ctx.progress(elapsed / 1_000, limitMs / 1_000, message)
    const ended = await wait(clock, Math.min(pause, limitMs - elapsed), ctx.signal)
    if (ended === 'signal') throw ctx.signal.reason
  }
}
