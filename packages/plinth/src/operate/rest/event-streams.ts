import { type Clock, systemClock } from '../../clock.ts'
import type { OperationEvent } from '../../events.ts'
import { type Logger, type LogLevel, silentLogger } from '../../logger.ts'
import { redact } from '../../redact.ts'
import { isAtLeast, type LogLines } from './log-lines.ts'
import { type Recent, wentWrong } from './recent.ts'

/** Something that happened, with its facts. */
export interface StreamedEvent {
  readonly type: string
  readonly at: number
}

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

/** What somebody wants to hear of. */
export interface Wanted {
  /** Only these types. Default: all but `log`. */
  readonly types?: ReadonlySet<string> | undefined
  /** The least level of log lines. Default `debug`: all that are written. */
  readonly level?: LogLevel
  /** Whether of calls that ended only those are told that went wrong. Default false. */
  readonly failed?: boolean
  /** Whether the stream begins with what has happened lately. Default false. */
  readonly recent?: boolean
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

interface Reader {
  readonly wanted: Wanted
  readonly abandon: () => void
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  dropped: number
  /** When the queue was found full, and has been since. */
  fullSince: number | undefined
}

const encoder = new TextEncoder()

const RETRY_MS = 5_000

const wants = ({ wanted: { types } }: Reader, type: string): boolean =>
  types ? types.has(type) : type !== 'log'

const endedWell = (event: StreamedEvent): boolean =>
  event.type === 'tool.end' && !wentWrong(event as Extract<OperationEvent, { type: 'tool.end' }>)

const wantsEvent = (reader: Reader, event: StreamedEvent): boolean =>
  wants(reader, event.type) && !(reader.wanted.failed && endedWell(event))

const wantsLine = (reader: Reader, line: string): boolean =>
  wants(reader, 'log') && isAtLeast(reader.wanted.level ?? 'debug', line)

/**
 * Makes the event streams of a server. While nobody listens nothing is done. Each event has an id, counted over all
 * streams; who reads too slowly misses events, and is told how many.
 */
export const createEventStreams = (options: EventStreamsOptions): EventStreams => {
  const { events, reports, logLines, recent, clock = systemClock, log = silentLogger } = options
  const { intervalMs = 5_000, maxStreams = 16, maxQueuedBytes = 1024 * 1024, patienceMs = 30_000 } = options
  const readers = new Set<Reader>()
  let sequence = 0
  let closed = false
  let cancelTick: (() => void) | undefined
  let unsubscribe: (() => void) | undefined

  const messageOf = (type: string, json: string): Uint8Array => {
    sequence += 1
    return encoder.encode(`id: ${sequence}\nevent: ${type}\ndata: ${json}\n\n`)
  }
  const message = (type: string, data: unknown): Uint8Array => messageOf(type, JSON.stringify(data))

  const hasRoom = ({ controller }: Reader): boolean => (controller.desiredSize ?? 0) > 0

  const tellDropped = (reader: Reader): void => {
    reader.fullSince = undefined
    if (reader.dropped === 0) return
    const { dropped } = reader
    reader.dropped = 0
    reader.controller.enqueue(message('dropped', { count: dropped }))
  }

  const push = (reader: Reader, bytes: Uint8Array): void => {
    if (!hasRoom(reader)) {
      reader.fullSince ??= clock.now()
      reader.dropped += 1
      return
    }
    tellDropped(reader)
    reader.controller.enqueue(bytes)
  }

  const tell = (interested: readonly Reader[], make: () => Uint8Array): void => {
    if (interested.length === 0) return
    const bytes = make()
    for (const reader of interested) push(reader, bytes)
  }

  const broadcast = (type: string, data: unknown): void =>
    tell(
      [...readers].filter(reader => wants(reader, type)),
      () => message(type, data),
    )

  const broadcastLine = (line: string): void =>
    tell(
      [...readers].filter(reader => wantsLine(reader, line)),
      () => messageOf('log', line.trimEnd()),
    )

  const listen = (): (() => void) => {
    const ends = [
      events.subscribe(event =>
        tell(
          [...readers].filter(reader => wantsEvent(reader, event)),
          () => message(event.type, redact(event)),
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
    reader.controller.close()
  }

  const dropStalled = (): void => {
    for (const reader of [...readers]) {
      if (reader.fullSince === undefined || clock.now() - reader.fullSince < patienceMs) continue
      leave(reader)
      reader.controller.error(new Error('The client does not read'))
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
    // Lets proxies and clients know that the stream is alive, also where nothing happens.
    for (const reader of readers) push(reader, encoder.encode(': alive\n\n'))
    for (const type of Object.keys(reports)) {
      if (![...readers].some(reader => wants(reader, type))) continue
      void report(type, 'interval').then(data => data !== undefined && broadcast(type, data))
    }
  }

  const remind = (reader: Reader): void => {
    for (const event of recent?.events() ?? [])
      if (wantsEvent(reader, event)) push(reader, message(event.type, redact(event)))
    for (const line of recent?.lines() ?? [])
      if (wantsLine(reader, line)) push(reader, messageOf('log', line.trimEnd()))
  }

  const greet = (reader: Reader): void => {
    if (reader.wanted.recent) remind(reader)
    for (const type of Object.keys(reports))
      if (wants(reader, type))
        void report(type, 'beginning').then(data => {
          if (data !== undefined) push(reader, message(type, data))
        })
  }

  const open: EventStreams['open'] = (wanted, abandon = () => {}) => {
    if (closed || readers.size >= maxStreams) return undefined
    let own: Reader | undefined
    return new ReadableStream<Uint8Array>(
      {
        start(controller) {
          const reader: Reader = { wanted, abandon, controller, dropped: 0, fullSince: undefined }
          own = reader
          readers.add(reader)
          unsubscribe ??= listen()
          cancelTick ??= clock.after(intervalMs, tick)
          controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`))
          greet(reader)
        },
        pull() {
          if (own) tellDropped(own)
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
