import type { Making } from './detections.ts'
import { day, isoTime } from './time.ts'

export type SavedQuery = {
  id: string
  name: string
  description: string
  sql: string
  managed: boolean
  schedule: { cron: string; disabled: boolean; rateMinutes: number; timeoutMinutes: number }
  createdAt: string
  updatedAt: string
}

const table: [name: string, sql: string][] = [
  [
    'Logins by country',
    "SELECT actor:alternateId AS email, COUNT(DISTINCT client:geographicalContext.country) AS countries\nFROM panther_logs.public.okta_systemlog\nWHERE p_occurs_since('1 d')\nGROUP BY email\nHAVING countries > 1",
  ],
  [
    'Access keys in use',
    "SELECT userIdentity:userName AS username, COUNT(*) AS calls\nFROM panther_logs.public.aws_cloudtrail\nWHERE p_occurs_since('7 d')\nGROUP BY username",
  ],
  [
    'Okta applications',
    "SELECT target[0]:displayName AS application, COUNT(*) AS uses\nFROM panther_logs.public.okta_systemlog\nWHERE p_occurs_since('1 d')\nGROUP BY application\nORDER BY uses",
  ],
  [
    'Bytes sent by host',
    "SELECT srcaddr, SUM(bytes) AS sent\nFROM panther_logs.public.aws_vpcflow\nWHERE p_occurs_since('1 h') AND action = 'ACCEPT'\nGROUP BY srcaddr\nORDER BY sent DESC",
  ],
  [
    'Privileges granted',
    "SELECT p_event_time, actor:alternateId AS email\nFROM panther_logs.public.okta_systemlog\nWHERE p_occurs_since('1 d') AND eventtype = 'user.account.privilege.grant'",
  ],
  [
    'Failed logins',
    "SELECT client:ipAddress AS ip, COUNT(*) AS failures\nFROM panther_logs.public.okta_systemlog\nWHERE p_occurs_since('1 h') AND outcome:result = 'FAILURE'\nGROUP BY ip",
  ],
  [
    'Alerts by rule',
    "SELECT p_rule_id, COUNT(DISTINCT p_alert_id) AS alerts\nFROM panther_signals.public.correlation_signals\nWHERE p_occurs_since('1 d')\nGROUP BY p_rule_id",
  ],
]

export const savedQueries = ({ random, now }: Making): SavedQuery[] =>
  table.map(([name, sql], index) => ({
    id: random.uuid(),
    name,
    description: `${name}, for the rules that stand on it`,
    sql,
    managed: index % 3 === 0,
    schedule:
      index % 2 === 0
        ? { cron: '', disabled: false, rateMinutes: 60, timeoutMinutes: 5 }
        : { cron: '0 6 * * *', disabled: index === 5, rateMinutes: 0, timeoutMinutes: 10 },
    createdAt: isoTime(now - random.int(100, 300) * day),
    updatedAt: isoTime(now - random.int(1, 90) * day),
  }))
