import {
  type EventFacts,
  type Events,
  type EventType,
  eventTypes,
  type OperationEvent,
} from '../../events.ts'
import { createRing, type Ring } from '../ring.ts'
import type { LogLines } from './log-lines.ts'

/** What has happened lately, for those who begin to listen. */
export interface Recent {
  /** The oldest first. */
  events(): readonly OperationEvent[]
  /** Log lines as JSON, the oldest first. */
  lines(): readonly string[]
}

const EVENTS_OF_A_KIND = 50
const LINES = 200
const MAX_LINE = 4_096

/** Whether a call failed or was turned away. */
export const wentWrong = ({ status }: EventFacts['tool.end']): boolean =>
  status === 'error' || status === 'timeout' || status === 'refused'

/** Caches and retries tell nothing afterwards, and how a call ended tells that it began. */
const FORGOTTEN: ReadonlySet<EventType> = new Set(['tool.start', 'cache.hit', 'cache.miss', 'retry.attempt'])
const KEPT = eventTypes.filter(type => !FORGOTTEN.has(type))

/** Of calls only those that went wrong are kept, some of each tool. */
const kindOf = (event: OperationEvent): string | undefined => {
  if (event.type !== 'tool.end') return event.type
  return wentWrong(event) ? `tool.end ${event.tool}` : undefined
}

/**
 * Remembers the last of what happens: so many of each kind that a flood of one, such as wrong credentials, does not
 * push out what operators did.
 *
 * @param lines where log lines are heard. Default: nowhere.
 */
export const rememberRecent = (events: Events, lines?: LogLines): Recent => {
  const kinds = new Map<string, Ring<OperationEvent>>()
  const lastLines = createRing<string>(LINES)
  events.subscribe(event => {
    const kind = kindOf(event)
    if (kind === undefined) return
    const ring = kinds.get(kind) ?? createRing(EVENTS_OF_A_KIND)
    kinds.set(kind, ring)
    ring.add(event)
  }, KEPT)
  lines?.subscribe(line => {
    if (line.length <= MAX_LINE) lastLines.add(line)
  })
  return {
    events: () => [...kinds.values()].flatMap(ring => ring.items()).sort((a, b) => a.at - b.at),
    lines: () => lastLines.items(),
  }
}
