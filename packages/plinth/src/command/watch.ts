import type { Clock } from '../clock.ts'
import type { Context } from '../define/context.ts'
import type { Progress } from './command-options.ts'

/** Tells the client how far a run is, until it is stopped. */
export interface Watch {
  /** For each line of standard output; undefined when the tool reads no progress out of them. */
  readonly onLine?: (line: string) => void
  stop(): void
}

const BEAT_MS = 5_000

/** Tells progress every five seconds: the seconds that have passed, of the seconds that there are. */
const watchTime = (ctx: Context, clock: Clock, command: string, timeoutSec: number): Watch => {
  const startedAt = clock.now()
  let cancel = () => {}
  const wait = (): void => {
    cancel = clock.after(BEAT_MS, () => {
      ctx.progress(Math.round((clock.now() - startedAt) / 1000), timeoutSec, `${command} is running`)
      wait()
    })
  }
  wait()
  return { stop: () => cancel() }
}

/** Tells what `read` makes of the lines. That it throws is a fault of the tool, and no reason to end the program. */
const watchLines = (ctx: Context, read: (line: string) => Progress | undefined): Watch => {
  let failed = false
  return {
    onLine(line) {
      if (failed) return
      try {
        const progress = read(line)
        if (progress) ctx.progress(progress.done, progress.total, progress.message)
      } catch {
        failed = true
        ctx.log.warning('progress.unreadable')
      }
    },
    stop() {},
  }
}

export const watch = (
  ctx: Context,
  clock: Clock,
  command: string,
  timeoutSec: number,
  read: ((line: string) => Progress | undefined) | undefined,
): Watch => (read ? watchLines(ctx, read) : watchTime(ctx, clock, command, timeoutSec))
