import { randomUUID } from 'node:crypto'
import type { AlertRecord } from './data/types.ts'

type Stream = { id: string; alertId: string; words: string[]; startedAt: number }

const answer = ({ alert, description, events }: AlertRecord, prompt: string | undefined) =>
  [
    `## ${alert.title}`,
    `${description} Severity ${alert.severity}, ${alert.eventCount} events, first at ${alert.firstEventOccurredAt}.`,
    `Actor: ${JSON.stringify(alert.context)}. Log type: ${events[0]?.p_log_type ?? 'none'}.`,
    ...(prompt === undefined ? [] : [`You asked: ${prompt}`]),
    `Risk: ${alert.severity === 'CRITICAL' || alert.severity === 'HIGH' ? 'high' : 'low'}. Next: ${alert.runbook}`,
  ].join('\n\n')

/** Triages that are being written: more words are there each time one looks. */
export const createStreams = (now: () => number, durationMs: number) => {
  const streams: Stream[] = []
  return {
    start(record: AlertRecord, prompt: string | undefined) {
      const id = randomUUID()
      streams.push({
        id,
        alertId: record.alert.id,
        words: answer(record, prompt).split(' '),
        startedAt: now(),
      })
      return id
    },
    of: (alertId: string) => streams.filter(stream => stream.alertId === alertId).map(({ id }) => id),
    read(id: string) {
      const stream = streams.find(known => known.id === id)
      if (stream === undefined) return undefined
      const done = durationMs === 0 ? 1 : Math.min(1, (now() - stream.startedAt) / durationMs)
      const words = stream.words.slice(0, Math.floor(stream.words.length * done))
      return { streamId: id, responseText: words.join(' '), finished: done === 1, error: null }
    },
  }
}

export type Streams = ReturnType<typeof createStreams>
