import { tool } from 'plinth'
import { z } from 'zod'
import { type Access, reads } from '../../guards.ts'
import { time } from '../../inputs.ts'
import { period } from '../../times.ts'
import { queryOutput, toOutput } from './query-result.ts'
import { runQuery } from './run-query.ts'
import { isPlain, sql } from './sql.ts'

const DAY_MS = 86_400_000
const LIMIT_MS = 120_000
const MAX_ALERTS = 200

interface Asked {
  readonly alertIds: readonly string[]
  readonly minutes: number
  readonly from: Date
  readonly to: Date
}

/** Signals of these alerts, by the window of time and by who and what they name. */
export const statementFor = ({ alertIds, minutes, from, to }: Asked): string => sql`
SELECT
  DATE_TRUNC('DAY', cs.p_event_time) AS event_day,
  DATEADD('MINUTE', ${minutes} * FLOOR(EXTRACT(MINUTE FROM cs.p_event_time) / ${minutes}), DATE_TRUNC('HOUR', cs.p_event_time)) AS time_window,
  cs.p_log_type,
  cs.p_any_ip_addresses AS source_ips,
  cs.p_any_emails AS emails,
  cs.p_any_usernames AS usernames,
  cs.p_any_trace_ids AS trace_ids,
  COUNT(DISTINCT cs.p_alert_id) AS alert_count,
  ARRAY_AGG(DISTINCT cs.p_alert_id) AS alert_ids,
  ARRAY_AGG(DISTINCT cs.p_rule_id) AS rule_ids,
  MIN(cs.p_event_time) AS first_event,
  MAX(cs.p_event_time) AS last_event,
  ARRAY_AGG(DISTINCT cs.p_alert_severity) AS severities
FROM panther_signals.public.correlation_signals cs
WHERE cs.p_alert_id IN (${alertIds})
  AND cs.p_event_time BETWEEN ${from} AND ${to}
GROUP BY event_day, time_window, cs.p_log_type, cs.p_any_ip_addresses, cs.p_any_emails, cs.p_any_usernames, cs.p_any_trace_ids
ORDER BY event_day DESC, time_window DESC, alert_count DESC
`

/** Yesterday from midnight, and today: what people mean by recent alerts. */
const recent = (now: number) => {
  const midnight = Math.floor(now / DAY_MS) * DAY_MS
  return { from: new Date(midnight - DAY_MS).toISOString(), to: new Date(midnight + DAY_MS).toISOString() }
}

export const getAlertEventStats = (access: Access) =>
  tool(
    'get_alert_event_stats',
    {
      title: 'Compare events of alerts',
      description:
        'Groups the events of several alerts by windows of time and by the addresses, users and traces in them, the latest ' +
        'first: shows what belongs together. Without dates, yesterday and today are looked at.',
      ...reads(access, 'DataAnalyticsRead'),
      timeoutMs: LIMIT_MS + 10_000,
      input: z.object({
        alert_ids: z
          .array(z.string().refine(isPlain, 'must be the id of an alert: letters, digits and _ . : -'))
          .min(1)
          .max(MAX_ALERTS)
          .describe(`The ids of the alerts, at most ${MAX_ALERTS}`),
        time_window: z
          .literal([1, 5, 15, 30, 60])
          .default(30)
          .describe('The length of a window in minutes: 1, 5, 15, 30 or 60'),
        start_date: time('Events from then on'),
        end_date: time('Events until then'),
      }),
      output: queryOutput,
    },
    async ({ alert_ids, time_window, start_date, end_date }, ctx) => {
      const { from, to } = period(start_date, end_date, recent(ctx.now()))
      const statement = statementFor({
        alertIds: alert_ids,
        minutes: time_window,
        from: new Date(from),
        to: new Date(to),
      })
      const request = { sql: statement, database: 'panther_signals.public', limitMs: LIMIT_MS, maxRows: 100 }
      return toOutput(await runQuery(access.panther, ctx, request))
    },
  )
