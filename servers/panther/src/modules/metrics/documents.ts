import { z } from 'zod'
import { repeatable } from '../../client/document.ts'

export interface MetricsVariables {
  readonly input: { readonly fromDate: string; readonly toDate: string; readonly intervalInMinutes: number }
}

export const breakdown = z.object({
  label: z.string(),
  value: z.number(),
  breakdown: z.record(z.string(), z.unknown()).nullish(),
})

export const ofEntity = z.object({ entityId: z.string(), label: z.string(), value: z.number() })

export const alertsPerSeverityQuery = repeatable<MetricsVariables>()(
  `query AlertsPerSeverity($input: MetricsInput!) {
    metrics(input: $input) { alertsPerSeverity { label value breakdown } totalAlerts }
  }`,
  z.object({ metrics: z.object({ alertsPerSeverity: z.array(breakdown), totalAlerts: z.number() }) }),
)

export const alertsPerRuleQuery = repeatable<MetricsVariables>()(
  `query AlertsPerRule($input: MetricsInput!) {
    metrics(input: $input) { alertsPerRule { entityId label value } totalAlerts }
  }`,
  z.object({ metrics: z.object({ alertsPerRule: z.array(ofEntity).nullable(), totalAlerts: z.number() }) }),
)

export const bytesProcessedQuery = repeatable<MetricsVariables>()(
  `query BytesProcessed($input: MetricsInput!) {
    metrics(input: $input) { bytesProcessedPerSource { label value breakdown } }
  }`,
  z.object({ metrics: z.object({ bytesProcessedPerSource: z.array(breakdown) }) }),
)
