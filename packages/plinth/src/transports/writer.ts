import type { Writable } from 'node:stream'

export interface LineWriterOptions {
  /** Bytes that may wait for a reader that does not read, beyond which it counts as gone. Default 64 MiB. */
  readonly maxQueuedBytes?: number
  /** Called once when the other end is gone or has stopped reading. */
  readonly onLost?: (reason: Error) => void
}

/** The only one who writes to a stream of newline-delimited messages. */
export interface LineWriter {
  /**
   * Writes a message, after all that were given before.
   *
   * @returns false when the other end is gone; it never rejects
   */
  send(json: string): Promise<boolean>
  /**
   * Writes a message that nobody waits for, such as progress, unless the reader lags behind.
   *
   * @returns whether it was written
   */
  offer(json: string): boolean
  /** Resolves when the reader has caught up, or is gone: wait for it before reading more. */
  drained(): Promise<void>
  /** Resolves when everything given so far is written, or the other end is gone. Later messages are dropped. */
  close(): Promise<void>
}

/** JSON has no newline but between its tokens, where a blank does as well. */
const oneLine = (json: string): string => (/[\r\n]/.test(json) ? json.replaceAll(/[\r\n]+/g, ' ') : json)

/**
 * Makes the writer of a stream.
 *
 * @param stream where to: for a server on stdio `process.stdout`, to which nothing else may write
 * @example
 * const writer = lineWriter(process.stdout, { onLost: reason => shutDown(reason) })
 * await writer.send('{"jsonrpc":"2.0","id":1,"result":{}}')
 */
export const lineWriter = (stream: Writable, options: LineWriterOptions = {}): LineWriter => {
  const { maxQueuedBytes = 64 * 1024 * 1024, onLost } = options
  let state: 'open' | 'closed' | 'lost' = 'open'
  const waiting = new Set<() => void>()

  const release = () => {
    for (const resume of waiting) resume()
    waiting.clear()
  }
  const lose = (reason: Error) => {
    const wasOpen = state === 'open'
    state = 'lost'
    release()
    if (wasOpen) onLost?.(reason)
  }
  stream.on('error', lose)
  stream.on('close', () => lose(new Error('The stream to the client was closed')))
  stream.on('drain', release)

  const write = (json: string, written: (done: boolean) => void) => {
    if (stream.writableLength > maxQueuedBytes) {
      lose(new Error(`The client has stopped reading: ${stream.writableLength} bytes wait for it`))
      stream.destroy()
      return written(false)
    }
    stream.write(`${oneLine(json)}\n`, error => written(!error))
  }
  return {
    send: json => new Promise(resolve => (state === 'open' ? write(json, resolve) : resolve(false))),
    offer(json) {
      if (state !== 'open' || stream.writableNeedDrain) return false
      write(json, () => {})
      return true
    },
    drained: () =>
      new Promise(resolve => {
        if (state === 'lost' || !stream.writableNeedDrain) resolve()
        else waiting.add(resolve)
      }),
    close() {
      if (state === 'open') state = 'closed'
      return new Promise(resolve => {
        if (state === 'lost' || stream.writableLength === 0) return resolve()
        waiting.add(resolve)
        // Called when everything before it is written, whether or not the stream ever called for a pause.
        stream.write('', () => resolve())
      })
    },
  }
}
