/** Where lines are written; `process.stderr` is one. */
export interface LogStream {
  write(text: string, written?: () => void): unknown
  readonly isTTY?: boolean | undefined
  /** How much waits for a reader. */
  readonly writableLength?: number
  readonly destroyed?: boolean
  on?(event: 'error', listener: () => void): unknown
  listenerCount?(event: 'error'): number
}

/** A stream that never throws, and that holds only so much for a reader who does not read. */
export interface BoundedStream {
  /** Writes lines, or drops them while too much is waiting. */
  write(lines: readonly string[]): void
  /** Resolves when all that was written has been taken, or cannot be. */
  flush(): Promise<void>
}

/** Characters that may wait for a reader: a client on stdio that ignores stderr must not fill the memory. */
const MAX_PENDING = 1024 * 1024

/**
 * @param onDropped told how many lines were dropped, as soon as there is room again
 */
export const boundedStream = (stream: LogStream, onDropped: (lines: number) => void): BoundedStream => {
  let dropped = 0
  // A stream that fails tells so by an event, which would end the process if nobody listened.
  if (!stream.listenerCount?.('error')) stream.on?.('error', () => {})

  return {
    write(lines) {
      if ((stream.writableLength ?? 0) > MAX_PENDING) {
        dropped += lines.length
        return
      }
      const missing = dropped
      dropped = 0
      if (missing > 0) onDropped(missing)
      try {
        stream.write(lines.join(''))
      } catch {
        // A terminal that is gone must not take the server with it.
      }
    },
    flush: () =>
      new Promise(resolve => {
        if (stream.destroyed || !stream.writableLength) return resolve()
        stream.write('', () => resolve())
      }),
  }
}
