import { accountId, type Employee } from './people.ts'
import type { Random } from './random.ts'
import { lakeTime } from './time.ts'
import type { LogEvent } from './types.ts'

export type ColumnType = 'VARCHAR' | 'NUMBER' | 'BOOLEAN' | 'TIMESTAMP_NTZ' | 'OBJECT' | 'ARRAY' | 'VARIANT'

/** What an event is made from: who did what, when, and what a rule wants to see in it. */
export type Occasion = { random: Random; at: number; who: Employee; change?: LogEvent }

export type LogType = {
  /** As Panther names it: `AWS.CloudTrail`. */
  name: string
  /** Its table in the data lake: `aws_cloudtrail`. */
  table: string
  description: string
  reference: string
  sourceId: string
  sourceLabel: string
  /** Fields as in the log; the data lake has them in lower case. */
  columns: Record<string, ColumnType>
  /** Which fields are indicators, for the specification of the schema. */
  indicators: Record<string, string>
  event(occasion: Occasion): LogEvent
}

/** Columns that Panther adds to every event. */
export const standardColumns: Record<string, ColumnType> = {
  p_event_time: 'TIMESTAMP_NTZ',
  p_parse_time: 'TIMESTAMP_NTZ',
  p_log_type: 'VARCHAR',
  p_row_id: 'VARCHAR',
  p_schema_version: 'NUMBER',
  p_source_id: 'VARCHAR',
  p_source_label: 'VARCHAR',
  p_any_ip_addresses: 'ARRAY',
  p_any_usernames: 'ARRAY',
  p_any_emails: 'ARRAY',
  p_any_domain_names: 'ARRAY',
  p_any_trace_ids: 'ARRAY',
  p_any_actor_ids: 'ARRAY',
  p_any_aws_account_ids: 'ARRAY',
  p_any_aws_arns: 'ARRAY',
  p_enrichment: 'OBJECT',
}

/** Columns of the events that a detection matched. */
export const matchColumns: Record<string, ColumnType> = {
  p_alert_id: 'VARCHAR',
  p_alert_creation_time: 'TIMESTAMP_NTZ',
  p_alert_update_time: 'TIMESTAMP_NTZ',
  p_alert_severity: 'VARCHAR',
  p_alert_title: 'VARCHAR',
  p_rule_id: 'VARCHAR',
  p_rule_severity: 'VARCHAR',
  p_rule_tags: 'ARRAY',
}

/** The fields that Panther adds, for an event of this actor. */
export const standardFields = (type: Omit<LogType, 'event'>, { random, at, who }: Occasion): LogEvent => ({
  p_event_time: lakeTime(at),
  p_parse_time: lakeTime(at + random.int(20, 180) * 1000),
  p_log_type: type.name,
  p_row_id: random.hex(24),
  p_schema_version: 0,
  p_source_id: type.sourceId,
  p_source_label: type.sourceLabel,
  p_any_ip_addresses: [who.ip],
  p_any_usernames: [who.username],
  p_any_emails: [who.email],
  p_any_domain_names: [],
  p_any_trace_ids: [],
  p_any_actor_ids: [],
  p_any_aws_account_ids: type.name.startsWith('AWS.') ? [accountId] : [],
  p_any_aws_arns: type.name.startsWith('AWS.') ? [who.arn] : [],
  p_enrichment: {
    ipinfo_location: { 'context.ip_address': { city: who.ip.startsWith('203.') ? 'Minsk' : 'Oslo' } },
    ipinfo_privacy: { 'context.ip_address': { hosting: who.ip.startsWith('203.'), vpn: false } },
  },
})
