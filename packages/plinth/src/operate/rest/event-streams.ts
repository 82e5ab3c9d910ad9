import { type Clock, systemClock } from '../../clock.ts'
import { type Logger, silentLogger } from '../../logger.ts'
import { redact } from '../../redact.ts'
import type { LogLines } from './log-lines.ts'
import type { Recent } from './recent.ts'
import { ALIVE, createMessages, retryAfter } from './stream-messages.ts'
import { createReader, type Reader, type StreamedEvent, type Wanted } from './stream-reader.ts'

/** Where what happens is heard of. */
export interface EventSource {
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: StreamedEvent) => void): () => void
}

export interface EventStreamsOptions {
  readonly events: EventSource
  /** What is sent at the beginning and in each interval, by the type of the event. */
  readonly reports: Readonly<Record<string, (at: 'beginning' | 'interval') => unknown>>
  /** What the server logs. Default: it cannot be heard. */
  readonly logLines?: LogLines | undefined
  /** What those are told of who want to know what has happened lately. Default: nothing. */
  readonly recent?: Recent
  /** Milliseconds between two reports. Default 5,000. */
  readonly intervalMs?: number
  /** Streams at one time. Default 16. */
  readonly maxStreams?: number
  /** Bytes that may wait for a client that reads slowly, beyond which it misses events. Default 1 MiB. */
  readonly maxQueuedBytes?: number
  /** Milliseconds after which a client that reads nothing at all is sent away. Default 30,000. */
  readonly patienceMs?: number
  readonly clock?: Clock
  readonly log?: Logger
}

/** What happens in a server, as event streams. */
export interface EventStreams {
  /**
   * @param abandon called when the client does not read, and has to be cut off
   * @returns undefined when there are too many streams already
   */
  open(wanted: Wanted, abandon?: () => void): ReadableStream<Uint8Array> | undefined
  /** Ends all streams properly, and takes no more. */
  close(): void
  readonly size: number
}

const RETRY_MS = 5_000

/**
 * Makes the event streams of a server. While nobody listens nothing is done. Each event has an id, counted over all
 * streams; who reads too slowly misses events, and is told how many.
 */
export const createEventStreams = (options: EventStreamsOptions): EventStreams => {
  const { events, reports, logLines, recent, clock = systemClock, log = silentLogger } = options
  const { intervalMs = 5_000, maxStreams = 16, maxQueuedBytes = 1024 * 1024, patienceMs = 30_000 } = options
  const readers = new Set<Reader>()
  const messages = createMessages()
  let closed = false
  let cancelTick: (() => void) | undefined
  let unsubscribe: (() => void) | undefined

  const tell = (interested: readonly Reader[], make: () => Uint8Array): void => {
    if (interested.length === 0) return
    const bytes = make()
    for (const reader of interested) reader.push(bytes)
  }

  const broadcast = (type: string, data: unknown): void =>
    tell(
      [...readers].filter(reader => reader.wants(type)),
      () => messages.of(type, data),
    )

  const broadcastLine = (line: string): void =>
    tell(
      [...readers].filter(reader => reader.wantsLine(line)),
      () => messages.ofLine(line),
    )

  const listen = (): (() => void) => {
    const ends = [
      events.subscribe(event =>
        tell(
          [...readers].filter(reader => reader.wantsEvent(event)),
          () => messages.of(event.type, redact(event)),
        ),
      ),
      logLines?.subscribe(broadcastLine),
    ]
    return () => {
      for (const end of ends) end?.()
    }
  }

  const leave = (reader: Reader): void => {
    if (!readers.delete(reader) || readers.size > 0) return
    cancelTick?.()
    cancelTick = undefined
    unsubscribe?.()
    unsubscribe = undefined
  }

  const end = (reader: Reader): void => {
    leave(reader)
    reader.end()
  }

  const dropStalled = (): void => {
    for (const reader of [...readers]) {
      if (!reader.isStalled(patienceMs)) continue
      leave(reader)
      reader.abandon()
    }
  }

  const report = async (type: string, at: 'beginning' | 'interval'): Promise<unknown> => {
    try {
      return await reports[type]?.(at)
    } catch (error) {
      log.warning('events.report_failed', { report: type, error })
      return undefined
    }
  }

  const tick = (): void => {
    cancelTick = clock.after(intervalMs, tick)
    dropStalled()
    for (const reader of readers) reader.push(ALIVE)
    for (const type of Object.keys(reports)) {
      if (![...readers].some(reader => reader.wants(type))) continue
      void report(type, 'interval').then(data => data !== undefined && broadcast(type, data))
    }
  }

  const remind = (reader: Reader): void => {
    for (const event of recent?.events() ?? [])
      if (reader.wantsEvent(event)) reader.push(messages.of(event.type, redact(event)))
    for (const line of recent?.lines() ?? []) if (reader.wantsLine(line)) reader.push(messages.ofLine(line))
  }

  const greet = (reader: Reader): void => {
    if (reader.wantsRecent) remind(reader)
    for (const type of Object.keys(reports))
      if (reader.wants(type))
        void report(type, 'beginning').then(data => {
          if (data !== undefined) reader.push(messages.of(type, data))
        })
  }

  const open: EventStreams['open'] = (wanted, abandon = () => {}) => {
    if (closed || readers.size >= maxStreams) return undefined
    let own: Reader | undefined
    return new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const reader = createReader({ wanted, controller, messages, clock, abandon })
          own = reader
          readers.add(reader)
          unsubscribe ??= listen()
          cancelTick ??= clock.after(intervalMs, tick)
          controller.enqueue(retryAfter(RETRY_MS))
          greet(reader)
        },
        pull() {
          own?.tellDropped()
        },
        cancel() {
          if (own) leave(own)
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: maxQueuedBytes }),
    )
  }

  return {
    open,
    close() {
      closed = true
      for (const reader of [...readers]) end(reader)
    },
    get size() {
      return readers.size
    },
  }
}
