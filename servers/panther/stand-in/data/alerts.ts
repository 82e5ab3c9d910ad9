import { destinations, type Making } from './detections.ts'
import { logTypeOf } from './log-types.ts'
import type { Employee } from './people.ts'
import type { Random } from './random.ts'
import { ruleTable } from './rule-table.ts'
import { unhealthySourceId } from './sources.ts'
import { day, hour, isoTime, lakeTime, minute } from './time.ts'
import {
  type Alert,
  type AlertRecord,
  type AlertType,
  type Delivery,
  type Detection,
  type LogEvent,
  statuses,
} from './types.ts'

export type AlertMaking = Making & {
  staff: Employee[]
  rules: Detection[]
  scheduledRules: Detection[]
  policies: Detection[]
}

/** The fields that Panther adds to an event in which a detection found something. */
const matched = (event: LogEvent, alert: Alert, tags: string[], updatedAt: number | undefined): LogEvent => ({
  ...event,
  p_alert_id: alert.id,
  p_alert_creation_time: lakeTime(Date.parse(alert.createdAt)),
  p_alert_update_time: lakeTime(updatedAt ?? Date.parse(alert.createdAt)),
  p_alert_severity: alert.severity,
  p_alert_title: alert.title,
  p_rule_id: alert.detection?.id ?? null,
  p_rule_severity: alert.severity,
  p_rule_tags: tags,
})

const delivered = (at: number): Delivery[] =>
  Object.entries(destinations).map(([label, outputId]) => ({
    dispatchedAt: isoTime(at + 5_000),
    label,
    message: 'successful delivery',
    outputId,
    statusCode: 200,
    success: true,
  }))

const kindOf = (type: AlertType) =>
  type === 'POLICY' ? 'POLICY' : type.startsWith('SCHEDULED') ? 'SCHEDULED_RULE' : 'RULE'

/** An alert of a detection, with the events that raised it. */
export const alertOf = (
  making: AlertMaking,
  type: Exclude<AlertType, 'SYSTEM_ERROR'>,
  detection: Detection,
  who: Employee,
  at: number,
  count: number,
): AlertRecord => {
  const { random } = making
  const logType = logTypeOf(detection.logTypes?.[0] ?? 'AWS.CloudTrail')
  const change = ruleTable.find(([id]) => id === detection.id)?.[6]
  const raw = Array.from({ length: type === 'POLICY' ? 0 : count }, (_, index) =>
    logType.event({ random, who, at: at - (count - index) * 20_000, ...(change && { change }) }),
  )
  const failed = type.endsWith('_ERROR')
  const alert: Alert = {
    id: random.hex(32),
    type,
    title: failed
      ? `${detection.displayName} failed: AttributeError`
      : type === 'POLICY'
        ? `${detection.displayName}: acme-${random.pick(['prod', 'dev', 'logs'])}-${random.hex(4)} fails`
        : `${detection.displayName}: ${who.name}`,
    severity: failed ? 'LOW' : detection.severity,
    status: random.pick(statuses),
    createdAt: isoTime(at),
    firstEventOccurredAt: isoTime(at - count * 20_000),
    lastReceivedEventAt: isoTime(at),
    eventCount: count,
    runbook: detection.runbook ?? '',
    context: failed
      ? {
          errorMessage: "AttributeError: 'NoneType' object has no attribute 'get'",
          stackTrace: 'line 2, in rule',
        }
      : { actor: who.email, ip: who.ip },
    deliveries: detection.outputIDs.length === 0 ? [] : delivered(at),
    detection: { id: detection.id, type: kindOf(type) },
  }
  return {
    alert,
    createdAt: at,
    description: detection.description,
    reference: 'https://docs.panther.com/alerts',
    logTypes: type === 'POLICY' ? [] : [logType.name],
    sourceIds: type === 'POLICY' ? [] : [logType.sourceId],
    resourceTypes: detection.resourceTypes ?? [],
    events: raw.map(event => matched(event, alert, detection.tags, undefined)),
  }
}

const systemErrors: [type: string, title: string][] = [
  ['SOURCE_NO_DATA', 'Cloudflare edge has sent nothing for a day'],
  ['SOURCE_CLASSIFICATION_FAILURES', 'Cloudflare edge sends logs that no schema fits'],
  ['SOURCE_PERMISSIONS_CHECKS', 'Cloudflare edge cannot be read any more'],
]

const systemAlert = (random: Random, at: number): AlertRecord => {
  const [type, title] = random.pick(systemErrors)
  return {
    alert: {
      id: random.hex(32),
      type: 'SYSTEM_ERROR',
      title,
      severity: 'HIGH',
      status: random.pick(statuses),
      createdAt: isoTime(at),
      firstEventOccurredAt: isoTime(at),
      lastReceivedEventAt: isoTime(at),
      eventCount: 1,
      runbook: 'Look at the source in Panther: it says what it lacks.',
      context: {},
      deliveries: delivered(at),
      systemError: { type, sourceId: unhealthySourceId, sourceType: 'aws-s3' },
    },
    createdAt: at,
    description: title,
    reference: 'https://docs.panther.com/data-onboarding/monitoring-log-sources',
    logTypes: [],
    sourceIds: [unhealthySourceId],
    resourceTypes: [],
    events: [],
  }
}

const shares: [type: AlertType, share: number][] = [
  ['RULE', 0.68],
  ['SCHEDULED_RULE', 0.78],
  ['POLICY', 0.88],
  ['RULE_ERROR', 0.93],
  ['SCHEDULED_RULE_ERROR', 0.96],
  ['SYSTEM_ERROR', 1],
]

/** Alerts of 30 days, more of them towards the end. */
export const ordinaryAlerts = (making: AlertMaking, amount: number): AlertRecord[] => {
  const { random, now, staff, users } = making
  const detections = { RULE: making.rules, SCHEDULED_RULE: making.scheduledRules, POLICY: making.policies }
  return Array.from({ length: amount }, () => {
    const draw = random.next()
    const type = shares.find(([, share]) => draw < share)?.[0] ?? 'RULE'
    const at = now - hour - Math.floor(random.next() ** 2 * 29.8 * day)
    if (type === 'SYSTEM_ERROR') return systemAlert(random, at)
    const detection = random.pick(detections[kindOf(type)].filter(({ enabled }) => enabled))
    const record = alertOf(making, type, detection, random.pick(staff), at, random.int(1, 12))
    if (record.alert.status === 'OPEN') return record
    const user = { id: random.pick(users).id, type: 'user' as const }
    const updatedAt = Math.min(at + random.int(5, 900) * minute, now)
    return { ...record, updatedAt, alert: { ...record.alert, assignee: user, updatedBy: user } }
  })
}
