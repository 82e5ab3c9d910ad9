/** Lines that wait to be written together. */
export interface LineBatch {
  add(line: string): void
  /** Hands on at once what waits. */
  flush(): void
}

/** A loop that logs without a pause must not fill the memory. */
const MAX_WAITING = 1_000

/** Milliseconds that lines wait for others when some were handed on just before. */
const PAUSE_MS = 5

/**
 * Hands lines on together, because a write to the system costs more than all else that a line does: those of one turn of
 * the event loop at its end, and under load those of a few milliseconds. They are handed on when the process ends, too.
 */
export const lineBatch = (deliver: (lines: readonly string[]) => void): LineBatch => {
  let waiting: string[] = []
  let handedOnAt = Number.NEGATIVE_INFINITY

  const flush = () => {
    if (waiting.length === 0) return
    const lines = waiting
    waiting = []
    process.off('exit', flush)
    handedOnAt = performance.now()
    deliver(lines)
  }

  return {
    add(line) {
      const count = waiting.push(line)
      if (count >= MAX_WAITING) return flush()
      if (count > 1) return
      process.on('exit', flush)
      const pauseMs = handedOnAt + PAUSE_MS - performance.now()
      if (pauseMs > 0) setTimeout(flush, pauseMs)
      else setImmediate(flush)
    },
    flush,
  }
}
