/** Lines that wait to be written together. */
export interface LineBatch {
  add(line: string): void
  /** Hands on at once what waits. */
  flush(): void
}

/** A loop that logs without a pause must not fill the memory. */
const MAX_WAITING = 1_000

/**
 * Gathers the lines of one turn of the event loop, and hands them on together: a write to the system costs more than
 * all else that a line does. They are handed on when the process ends, too.
 */
export const lineBatch = (deliver: (lines: readonly string[]) => void): LineBatch => {
  let waiting: string[] = []

  const flush = () => {
    if (waiting.length === 0) return
    const lines = waiting
    waiting = []
    process.off('exit', flush)
    deliver(lines)
  }

  return {
    add(line) {
      const count = waiting.push(line)
      if (count >= MAX_WAITING) return flush()
      if (count > 1) return
      process.on('exit', flush)
      setImmediate(flush)
    },
    flush,
  }
}
