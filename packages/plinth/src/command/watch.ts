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
/** Progress has to grow with each message, and a beat shall not be taken for a step: an hour of them is less than 1. */
const BEAT_STEP = 0.001

/** Calls back every five seconds, counted from the last `restart`, with the seconds since the beginning. */
const heartbeat = (clock: Clock, beat: (seconds: number) => void) => {
  const startedAt = clock.now()
  let cancel = () => {}
  const restart = (): void => {
    cancel()
    cancel = clock.after(BEAT_MS, () => {
      beat(Math.round((clock.now() - startedAt) / 1000))
      restart()
    })
  }
  restart()
  return { restart, stop: () => cancel() }
}

/** Tells progress every five seconds: the seconds that have passed, of the seconds that there are. */
const watchTime = (ctx: Context, clock: Clock, command: string, timeoutSec: number): Watch => {
  const { stop } = heartbeat(clock, seconds => ctx.progress(seconds, timeoutSec, `${command} is running`))
  return { stop }
}

/**
 * Tells what `read` makes of the lines, and after five seconds without any news that the program is running. That `read`
 * throws is a fault of the tool, and no reason to end the program.
 */
const watchLines = (
  ctx: Context,
  clock: Clock,
  command: string,
  read: (line: string) => Progress | undefined,
): Watch => {
  let failed = false
  let done = 0
  let total: number | undefined
  const { restart, stop } = heartbeat(clock, seconds => {
    done += total === undefined ? BEAT_STEP : Math.min(BEAT_STEP, Math.max(0, total - done) / 1_000)
    ctx.progress(done, total, `${command} has been running for ${seconds} s`)
  })
  return {
    onLine(line) {
      if (failed) return
      try {
        const progress = read(line)
        if (!progress || progress.done <= done) return
        done = progress.done
        total = progress.total
        ctx.progress(done, total, progress.message)
        restart()
      } catch {
        failed = true
        ctx.log.warning('progress.unreadable')
      }
    },
    stop,
  }
}

export const watch = (
  ctx: Context,
  clock: Clock,
  command: string,
  timeoutSec: number,
  read: ((line: string) => Progress | undefined) | undefined,
): Watch => (read ? watchLines(ctx, clock, command, read) : watchTime(ctx, clock, command, timeoutSec))
