import type { Clock } from '../../clock.ts'
import type { OperationEvent } from '../../events.ts'
import type { LogLevel } from '../../logger.ts'
import { isAtLeast } from './log-lines.ts'
import { wentWrong } from './recent.ts'
import type { StreamMessages } from './stream-messages.ts'

/** Something that happened, with its facts. */
export interface StreamedEvent {
  readonly type: string
  readonly at: number
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

/** Somebody who listens to an event stream, and what waits for them. */
export interface Reader {
  wants(type: string): boolean
  wantsEvent(event: StreamedEvent): boolean
  /** @param line of the log, as it is written */
  wantsLine(line: string): boolean
  readonly wantsRecent: boolean
  /** Sends something, which is missed when too much waits already. */
  push(bytes: Uint8Array): void
  /** Tells how much was missed, once there is room. */
  tellDropped(): void
  isStalled(patienceMs: number): boolean
  /** Ends the stream properly. */
  end(): void
  /** Sends away a client that does not read. */
  abandon(): void
}

const endedWell = (event: StreamedEvent): boolean =>
  event.type === 'tool.end' && !wentWrong(event as Extract<OperationEvent, { type: 'tool.end' }>)

interface ReaderOptions {
  readonly wanted: Wanted
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  readonly messages: StreamMessages
  readonly clock: Clock
  /** Cuts off a client that does not read. */
  readonly abandon: () => void
}

export const createReader = ({ wanted, controller, messages, clock, abandon }: ReaderOptions): Reader => {
  let dropped = 0
  // When the queue was found full, and has been since.
  let fullSince: number | undefined

  const wants = (type: string): boolean => (wanted.types ? wanted.types.has(type) : type !== 'log')

  const tellDropped = (): void => {
    fullSince = undefined
    if (dropped === 0) return
    const count = dropped
    dropped = 0
    controller.enqueue(messages.of('dropped', { count }))
  }

  return {
    wants,
    wantsEvent: event => wants(event.type) && !(wanted.failed && endedWell(event)),
    wantsLine: line => wants('log') && isAtLeast(wanted.level ?? 'debug', line),
    wantsRecent: wanted.recent === true,
    push(bytes) {
      if ((controller.desiredSize ?? 0) <= 0) {
        fullSince ??= clock.now()
        dropped += 1
        return
      }
      tellDropped()
      controller.enqueue(bytes)
    },
    tellDropped,
    isStalled: patienceMs => fullSince !== undefined && clock.now() - fullSince >= patienceMs,
    end: () => controller.close(),
    abandon() {
      controller.error(new Error('The client does not read'))
      abandon()
    },
  }
}
