import { type ColumnType, matchColumns, standardColumns } from '../data/log-type.ts'
import { logTypes } from '../data/log-types.ts'
import { random as seeded } from '../data/random.ts'
import { unhealthySourceId } from '../data/sources.ts'
import { day, hour, lakeTime } from '../data/time.ts'
import type { LogEvent } from '../data/types.ts'
import type { World } from '../data/world.ts'

export type Table = {
  database: string
  name: string
  description: string
  logType: string | null
  columns: Record<string, ColumnType>
  /** Made when they are asked for: there are many, and few are looked at. */
  rows(): LogEvent[]
}

export const databases: Record<string, string> = {
  panther_logs: 'Logs of every type',
  panther_rule_matches: 'Events in which rules found something, by log type',
  panther_rule_errors: 'Events on which rules failed, by log type',
  panther_signals: 'Everything that detections found',
  panther_monitor: 'How Panther itself is doing',
  panther_views: 'Several tables as one',
  panther_cloudsecurity: 'Resources in the cloud',
}

const lowerCase = (event: LogEvent): LogEvent =>
  Object.fromEntries(Object.entries(event).map(([name, value]) => [name.toLowerCase(), value]))

const lowerColumns = (columns: Record<string, ColumnType>) =>
  Object.fromEntries(Object.entries(columns).map(([name, type]) => [name.toLowerCase(), type]))

const monitor = (world: World): Table[] => {
  const random = seeded('monitor')
  const classification = () =>
    Array.from({ length: 40 }, (_, index) => ({
      p_event_time: lakeTime(world.now - 29 * hour - index * hour),
      p_source_id: unhealthySourceId,
      p_source_label: 'Cloudflare edge',
      p_log_type: 'Panther.ClassificationFailure',
      payload: JSON.stringify({ ClientIP: random.ip(), EdgeStartTimestamp: 'today', RayID: random.hex(16) }),
      error: 'EdgeStartTimestamp is not a timestamp',
    }))
  const audit = () =>
    logTypes.flatMap(([type]) =>
      Array.from({ length: 30 }, (_, index) => ({
        p_event_time: lakeTime(world.now - index * day),
        p_log_type: type.name,
        p_source_id: type.sourceId,
        bytes: random.int(10, 900) * 1_000_000,
        events: random.int(10, 900) * 1000,
      })),
    )
  const when = { p_event_time: 'TIMESTAMP_NTZ', p_log_type: 'VARCHAR', p_source_id: 'VARCHAR' } as const
  const common = { database: 'panther_monitor', logType: null }
  return [
    {
      ...common,
      name: 'classification_failures',
      description: 'Logs that no schema fits',
      columns: { ...when, p_source_label: 'VARCHAR', payload: 'VARCHAR', error: 'VARCHAR' },
      rows: classification,
    },
    {
      ...common,
      name: 'data_audit',
      description: 'How much was ingested',
      columns: { ...when, bytes: 'NUMBER', events: 'NUMBER' },
      rows: audit,
    },
  ]
}

const resources = (world: World): Table => ({
  database: 'panther_cloudsecurity',
  name: 'resources',
  description: 'Resources and whether they comply',
  logType: null,
  columns: {
    p_event_time: 'TIMESTAMP_NTZ',
    resourceid: 'VARCHAR',
    resourcetype: 'VARCHAR',
    policyid: 'VARCHAR',
    status: 'VARCHAR',
  },
  rows: () =>
    world.alerts
      .filter(({ alert }) => alert.type === 'POLICY')
      .map(({ alert, createdAt, resourceTypes }) => ({
        p_event_time: lakeTime(createdAt),
        resourceid: `arn:aws:::${alert.id.slice(0, 12)}`,
        resourcetype: resourceTypes[0] ?? null,
        policyid: alert.detection?.id ?? null,
        status: 'FAIL',
      })),
})

/** All tables that are not views, with their rows. */
export const tablesOf = (world: World): Table[] => {
  const found = world.alerts.filter(({ alert }) => ['RULE', 'SCHEDULED_RULE'].includes(alert.type))
  const failed = world.alerts.filter(({ alert }) => /RULE_ERROR$/.test(alert.type))
  const matches = () => found.flatMap(({ events }) => events)
  const errors = () =>
    failed.flatMap(({ events, alert }) =>
      events.map(event => ({ ...event, p_rule_error: `${alert.context.errorMessage}` })),
    )
  const matched = { ...standardColumns, ...matchColumns }
  return [
    ...logTypes.flatMap(([type]) => {
      const { name: logType, table: name, description } = type
      const own = lowerColumns(type.columns)
      const ofType = (events: LogEvent[]) => events.filter(({ p_log_type }) => p_log_type === logType)
      return [
        {
          database: 'panther_logs',
          name,
          description,
          logType,
          columns: { ...own, ...standardColumns },
          rows: () => world.logs(type),
        },
        {
          database: 'panther_rule_matches',
          name,
          description: `What rules found in ${logType}`,
          logType,
          columns: { ...own, ...matched },
          rows: () => ofType(matches()),
        },
        {
          database: 'panther_rule_errors',
          name,
          description: `Where rules failed on ${logType}`,
          logType,
          columns: { ...own, ...matched, p_rule_error: 'VARCHAR' as const },
          rows: () => ofType(errors()),
        },
      ]
    }),
    {
      database: 'panther_signals',
      name: 'correlation_signals',
      description: 'Everything that detections found, with its indicators',
      logType: null,
      columns: matched,
      rows: matches,
    },
    ...monitor(world),
    resources(world),
  ].map(table => ({ ...table, rows: () => table.rows().map(lowerCase) }))
}

/** Views, and the database whose tables of logs they put together. */
export const views: [name: string, of: string, columns: Record<string, ColumnType>, description: string][] = [
  ['all_logs', 'panther_logs', standardColumns, 'Logs of every type, by their common columns'],
  ['all_rule_matches', 'panther_rule_matches', { ...standardColumns, ...matchColumns }, 'What rules found'],
]
