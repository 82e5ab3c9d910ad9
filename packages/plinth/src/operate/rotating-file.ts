import { type AppendFileOptions, appendFile, explainFileError } from '../append-file.ts'
import { type Clock, systemClock } from '../clock.ts'

export interface RotatingFileOptions extends Omit<AppendFileOptions, 'sync'> {
  /** Told when the file cannot be written, once until it can be again. */
  readonly onError: (error: Error) => void
  readonly clock?: Clock
}

/** A file that takes line after line and never outgrows its size. Only one process may write it. */
export interface RotatingFile {
  /** Adds lines, which the system has when this returns. It never throws. */
  write(lines: readonly string[]): void
  /** Closes the file; lines after that are lost. */
  close(): void
}

/** How long a file that cannot be written is left alone. */
const RETRY_MS = 10_000

/**
 * Opens a file for lines, readable by its owner only. When it cannot be written, the lines are lost, `onError` is
 * told, and every ten seconds it is tried again.
 */
export const openRotatingFile = (options: RotatingFileOptions): RotatingFile => {
  const { path, onError, clock = systemClock } = options
  const file = appendFile(options)
  let retryAt = 0
  let failing = false
  let closed = false

  const abandon = () => {
    try {
      file.close()
    } catch {
      // What could not be written need not be closed well.
    }
  }

  const attempt = (work: () => void) => {
    if (closed || clock.now() < retryAt) return
    try {
      work()
    } catch (error) {
      retryAt = clock.now() + RETRY_MS
      abandon()
      const first = !failing
      failing = true
      if (first) onError(explainFileError('The log file', path, error))
    }
  }

  attempt(() => file.open())
  return {
    write: lines =>
      attempt(() => {
        file.append(lines)
        failing = false
      }),
    close() {
      closed = true
      abandon()
    },
  }
}
