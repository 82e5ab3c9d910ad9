import {
  createEventStreams,
  type EventSource,
  type EventStreams,
  type EventStreamsOptions,
} from './event-streams.ts'
import type { Wanted } from './stream-reader.ts'

/** What one caller alone is told. */
export interface OwnSource extends EventSource {
  /** Whose it is: one may have so many streams only. */
  readonly key: string
}

export interface OwnStreamsOptions extends Pick<EventStreamsOptions, 'intervalMs' | 'clock' | 'log'> {
  /** Streams at one time. Default 64. */
  readonly maxStreams?: number
  /** Of these, those of one caller. Default 4. */
  readonly maxStreamsOfOne?: number
}

/** Event streams of which each tells one caller of what is its own. */
export interface OwnStreams {
  /** @returns undefined when there are too many streams already */
  open(source: OwnSource, wanted: Wanted, abandon?: () => void): ReadableStream<Uint8Array> | undefined
  /** Ends all streams properly, and takes no more. */
  close(): void
  readonly size: number
}

/** Makes streams of what is somebody's own. They take no room from those of operators. */
export const createOwnStreams = (options: OwnStreamsOptions = {}): OwnStreams => {
  const { maxStreams = 64, maxStreamsOfOne = 4, ...rest } = options
  const open = new Map<EventStreams, string>()
  let closed = false

  const forget = () => {
    for (const streams of open.keys()) if (streams.size === 0) open.delete(streams)
  }

  return {
    open({ key, ...events }, wanted, abandon) {
      forget()
      const ofOne = [...open.values()].filter(each => each === key).length
      if (closed || open.size >= maxStreams || ofOne >= maxStreamsOfOne) return undefined
      const streams = createEventStreams({ ...rest, events, reports: {}, maxStreams: 1 })
      open.set(streams, key)
      return streams.open(wanted, abandon)
    },
    close() {
      closed = true
      for (const streams of open.keys()) streams.close()
    },
    get size() {
      forget()
      return open.size
    },
  }
}
