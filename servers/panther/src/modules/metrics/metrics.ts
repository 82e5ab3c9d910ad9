import { tool } from 'plinth'
import { z } from 'zod'
import { type Access, reads } from '../../guards.ts'
import { severities, time } from '../../inputs.ts'
import { lastWeek, type Period, period } from '../../times.ts'
import {
  alertsPerRuleQuery,
  alertsPerSeverityQuery,
  breakdown,
  bytesProcessedQuery,
  ofEntity,
} from './documents.ts'

const dates = {
  start_date: time('Beginning of the time looked at; a week ago by default'),
  end_date: time('End of the time looked at; now by default'),
}

const interval = (standard: 15 | 1440) =>
  z
    .literal([15, 30, 60, 180, 360, 720, 1440])
    .default(standard)
    .describe('Minutes that one point of the series stands for')

const looked = {
  start_date: z.string(),
  end_date: z.string(),
  interval_in_minutes: z.number(),
}

const lookedAt = ({ from, to }: Period, minutes: number) => ({
  start_date: from,
  end_date: to,
  interval_in_minutes: minutes,
})

const variablesFor = ({ from, to }: Period, minutes: number) => ({
  input: { fromDate: from, toDate: to, intervalInMinutes: minutes },
})

export const getSeverityAlertMetrics = (access: Access) =>
  tool(
    'get_severity_alert_metrics',
    {
      title: 'Count alerts by severity',
      description:
        'Counts alerts of rules and policies by severity over time. Errors of detections are counted too, so the numbers may ' +
        'be above those of list_alerts.',
      ...reads(access, 'SummaryRead'),
      input: z.object({
        ...dates,
        alert_types: z
          .array(z.enum(['Rule', 'Policy']))
          .default(['Rule', 'Policy'])
          .describe('Of rules, of policies'),
        severities: severities.default(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']).describe('These severities'),
        interval_in_minutes: interval(1440),
      }),
      output: z.object({ alerts_per_severity: z.array(breakdown), total_alerts: z.number(), ...looked }),
    },
    async ({ start_date, end_date, alert_types, severities: wanted, interval_in_minutes: minutes }, ctx) => {
      const asked = period(start_date, end_date, lastWeek(ctx.now()))
      const { metrics } = await access.panther.graphql(
        ctx,
        alertsPerSeverityQuery,
        variablesFor(asked, minutes),
      )
      const has = (label: string, words: readonly string[]) => words.some(word => label.includes(word))
      return {
        alerts_per_severity: metrics.alertsPerSeverity.filter(
          ({ label }) => has(label, alert_types) && has(label, wanted),
        ),
        total_alerts: metrics.totalAlerts,
        ...lookedAt(asked, minutes),
      }
    },
  )

const ruleId = z.string().regex(/^[^@\s#]+$/, 'must be the id of a rule: without @, # and blanks')

export const getRuleAlertMetrics = (access: Access) =>
  tool(
    'get_rule_alert_metrics',
    {
      title: 'Count alerts by rule',
      description:
        'Counts alerts by the detection that raised them, errors of detections and of the system included',
      ...reads(access, 'SummaryRead'),
      input: z.object({
        ...dates,
        interval_in_minutes: interval(15),
        rule_ids: z.array(ruleId).default([]).describe('Only these rules; all by default'),
      }),
      output: z.object({
        alerts_per_rule: z.array(ofEntity),
        total_alerts: z.number().describe('How many entries there are'),
        ...looked,
        rule_ids: z.array(z.string()).nullable(),
      }),
    },
    async ({ start_date, end_date, interval_in_minutes: minutes, rule_ids }, ctx) => {
      const asked = period(start_date, end_date, lastWeek(ctx.now()))
      const { metrics } = await access.panther.graphql(ctx, alertsPerRuleQuery, variablesFor(asked, minutes))
      const found = (metrics.alertsPerRule ?? []).filter(
        ({ entityId }) => rule_ids.length === 0 || rule_ids.includes(entityId),
      )
      return {
        alerts_per_rule: found,
        total_alerts: found.length,
        ...lookedAt(asked, minutes),
        rule_ids: rule_ids.length === 0 ? null : rule_ids,
      }
    },
  )

export const getBytesProcessedMetrics = (access: Access) =>
  tool(
    'get_bytes_processed_metrics',
    {
      title: 'Measure what comes in',
      description: 'Tells how many bytes of logs came in over time, for each log type and source',
      ...reads(access, 'SummaryRead'),
      input: z.object({ ...dates, interval_in_minutes: interval(1440) }),
      output: z.object({ bytes_processed: z.array(breakdown), total_bytes: z.number(), ...looked }),
    },
    async ({ start_date, end_date, interval_in_minutes: minutes }, ctx) => {
      const asked = period(start_date, end_date, lastWeek(ctx.now()))
      const { metrics } = await access.panther.graphql(ctx, bytesProcessedQuery, variablesFor(asked, minutes))
      const series = metrics.bytesProcessedPerSource
      return {
        bytes_processed: series,
        total_bytes: series.reduce((sum, { value }) => sum + value, 0),
        ...lookedAt(asked, minutes),
      }
    },
  )
