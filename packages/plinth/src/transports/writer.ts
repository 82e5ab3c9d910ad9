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
  /** Whether the reader has to catch up before more is read. */
  readonly lags: boolean
  /** Resolves when the reader has caught up, or is gone: wait for it before reading more. */
  drained(): Promise<void>
  /** Resolves when everything given so far is written, or the other end is gone. Later messages are dropped. */
  close(): Promise<void>
}

/** Told whether its message was written. */
type Entry = (written: boolean) => void

/** JSON has no newline but between its tokens, where a blank does as well. */
const oneLine = (json: string): string => (/[\r\n]/.test(json) ? json.replaceAll(/[\r\n]+/g, ' ') : json)

/**
 * Makes the writer of a stream.
 *
 * @param stream where to: for a server on stdio `process.stdout`, to which nothing else may write
 */
export const lineWriter = (stream: Writable, options: LineWriterOptions = {}): LineWriter => {
  const { maxQueuedBytes = 64 * 1024 * 1024, onLost } = options
  let state: 'open' | 'closed' | 'lost' = 'open'
  // Node does not call back for the chunk that was being written when a stream is destroyed, so each is kept here.
  const unwritten = new Set<Entry>()
  const lagging = new Set<() => void>()
  const closing = new Set<() => void>()

  const release = (waiting: Set<() => void>) => {
    for (const resume of waiting) resume()
    waiting.clear()
  }
  const settle = (entry: Entry, written: boolean) => {
    if (unwritten.delete(entry)) entry(written)
    if (unwritten.size === 0) release(closing)
  }
  const settleAll = (entries: readonly Entry[], written: boolean) => {
    for (const entry of entries) settle(entry, written)
  }
  const lose = (reason: Error) => {
    const wasOpen = state === 'open'
    state = 'lost'
    for (const entry of unwritten) settle(entry, false)
    release(lagging)
    if (wasOpen) onLost?.(reason)
  }
  stream.on('error', lose)
  stream.on('close', () => lose(new Error('The stream to the client was closed')))
  stream.on('drain', () => release(lagging))

  /** What came after the first message of this turn of the event loop: a write costs more than making a message. */
  let held = ''
  let heldEntries: Entry[] = []
  let hasWritten = false

  const flush = () => {
    hasWritten = false
    if (heldEntries.length === 0) return
    const [text, entries] = [held, heldEntries]
    held = ''
    heldEntries = []
    if (state !== 'lost') stream.write(text, error => settleAll(entries, !error))
  }

  const write = (json: string, entry: Entry) => {
    unwritten.add(entry)
    const waiting = stream.writableLength + held.length
    if (waiting > maxQueuedBytes) {
      lose(new Error(`The client has stopped reading: ${waiting} bytes wait for it`))
      stream.destroy()
      return
    }
    const line = `${oneLine(json)}\n`
    if (hasWritten) {
      held += line
      heldEntries.push(entry)
      // A stream says that it is full only of what it was given.
      if (held.length >= stream.writableHighWaterMark) flush()
      return
    }
    hasWritten = true
    setImmediate(flush)
    stream.write(line, error => settle(entry, !error))
  }
  return {
    send: json => new Promise(resolve => (state === 'open' ? write(json, resolve) : resolve(false))),
    offer(json) {
      const waiting = stream.writableLength + held.length
      if (state !== 'open' || waiting >= stream.writableHighWaterMark) return false
      write(json, () => {})
      return true
    },
    get lags() {
      return state !== 'lost' && stream.writableNeedDrain
    },
    drained: () =>
      new Promise(resolve => {
        if (state === 'lost' || !stream.writableNeedDrain) resolve()
        else lagging.add(resolve)
      }),
    close() {
      if (state === 'open') state = 'closed'
      return new Promise(resolve => {
        if (unwritten.size === 0) resolve()
        else closing.add(resolve)
      })
    },
  }
}
