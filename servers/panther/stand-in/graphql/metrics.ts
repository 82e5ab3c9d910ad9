import { logTypes } from '../data/log-types.ts'
import { random as seeded } from '../data/random.ts'
import { isoTime, minute } from '../data/time.ts'
import { type AlertRecord, severities } from '../data/types.ts'
import { HttpError } from '../http/reply.ts'
import type { State } from '../state.ts'
import { field } from './root.ts'

type Input = { fromDate: string; toDate: string; intervalInMinutes?: number | null }
type Range = { from: number; to: number; step: number }
type Breakdown = Record<string, number>

const maximumIntervals = 5000

const rangeOf = ({ fromDate, toDate, intervalInMinutes }: Input): Range => {
  const [from, to, step] = [Date.parse(fromDate), Date.parse(toDate), (intervalInMinutes ?? 60) * minute]
  if (to <= from) throw new HttpError(400, 'toDate must be after fromDate')
  if (step <= 0 || (to - from) / step > maximumIntervals)
    throw new HttpError(400, 'intervalInMinutes is too small for the time between fromDate and toDate')
  return { from, to, step }
}

const startsOf = ({ from, to, step }: Range) =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step)

const series = (label: string, breakdown: Breakdown) => ({
  label,
  value: Object.values(breakdown).reduce((sum, value) => sum + value, 0),
  breakdown,
})

const alertSeries = (label: string, records: AlertRecord[], range: Range) =>
  series(
    label,
    Object.fromEntries(
      startsOf(range).map(start => [
        isoTime(start),
        records.filter(({ createdAt }) => createdAt >= start && createdAt < start + range.step).length,
      ]),
    ),
  )

const kindOf = ({ alert }: AlertRecord) => (alert.type === 'POLICY' ? 'Policy' : 'Rule')

const perSeverity = (records: AlertRecord[], range: Range) =>
  ['Rule', 'Policy'].flatMap(kind =>
    severities.map(severity =>
      alertSeries(
        `${kind} ${severity}`,
        records.filter(record => kindOf(record) === kind && record.alert.severity === severity),
        range,
      ),
    ),
  )

const perRule = ({ world }: State, records: AlertRecord[]) => {
  const counts = new Map<string, number>()
  for (const { alert } of records) {
    const id = alert.detection?.id
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  const names = new Map(
    [...world.rules, ...world.scheduledRules, ...world.simpleRules, ...world.policies].map(
      ({ id, displayName }) => [id, displayName],
    ),
  )
  return [...counts].map(([entityId, value]) => ({ entityId, label: names.get(entityId) ?? entityId, value }))
}

/** The same amount for the same interval, however it is asked for. */
const perLogType = (range: Range, of: string, most: number) =>
  logTypes.map(([{ name }]) =>
    series(
      name,
      Object.fromEntries(
        startsOf(range).map(start => [
          isoTime(start),
          seeded(`${of} ${name} ${start}`).int(most / 10, most) * Math.ceil(range.step / minute),
        ]),
      ),
    ),
  )

const total = (all: { value: number }[]) => all.reduce((sum, { value }) => sum + value, 0)

export const metricFields = {
  metrics: field<{ input: Input }>(['SummaryRead'], ({ input }, state) => {
    const range = rangeOf(input)
    const records = state.world.alerts.filter(
      ({ createdAt }) => createdAt >= range.from && createdAt <= range.to,
    )
    const bytes = () => perLogType(range, 'bytes', 5_000_000)
    const events = () => perLogType(range, 'events', 9000)
    const plain = () => bytes().map(({ label, value }) => ({ label, value }))
    return {
      alertsPerSeverity: () => perSeverity(records, range),
      alertsPerRule: () => perRule(state, records),
      totalAlerts: records.length,
      bytesProcessedPerSource: bytes,
      bytesIngestedPerSource: plain,
      bytesQueriedPerSource: () => perLogType(range, 'queried', 1_000_000),
      eventsProcessedPerLogType: events,
      latencyPerLogType: () => logTypes.map(([{ name }]) => ({ label: name, value: 42 })),
      totalBytesProcessed: () => total(bytes()),
      totalBytesIngested: () => total(bytes()),
      totalBytesQueried: () => total(perLogType(range, 'queried', 1_000_000)),
      totalEventsProcessed: () => total(events()),
    }
  }),
}
