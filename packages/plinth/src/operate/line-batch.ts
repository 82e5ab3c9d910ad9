import { createPace } from '../pace.ts'

/** Lines that wait to be written together. */
export interface LineBatch {
  add(line: string): void
  /** Hands on at once what waits. */
  flush(): void
}

/** A loop that logs without a pause must not fill the memory. */
const MAX_WAITING = 1_000

/**
 * Gathers lines and hands them on together: those of one turn of the event loop, and under load those of a few
 * milliseconds. They are handed on when the process ends, too.
 */
export const lineBatch = (deliver: (lines: readonly string[]) => void): LineBatch => {
  const pace = createPace()
  let waiting: string[] = []
  let handOn: (() => void) | undefined

  const deliverAll = () => {
    const lines = waiting
    waiting = []
    handOn = undefined
    process.off('exit', flush)
    deliver(lines)
  }
  const flush = () => handOn?.()

  return {
    add(line) {
      const count = waiting.push(line)
      if (count >= MAX_WAITING) return flush()
      if (count > 1) return
      process.on('exit', flush)
      handOn = pace(deliverAll)
    },
    flush,
  }
}
