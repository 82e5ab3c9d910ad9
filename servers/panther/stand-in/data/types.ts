export const severities = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const
export type Severity = (typeof severities)[number]

export const statuses = ['OPEN', 'TRIAGED', 'RESOLVED', 'CLOSED'] as const
export type Status = (typeof statuses)[number]

export const alertTypes = [
  'RULE',
  'SCHEDULED_RULE',
  'POLICY',
  'RULE_ERROR',
  'SCHEDULED_RULE_ERROR',
  'SYSTEM_ERROR',
] as const
export type AlertType = (typeof alertTypes)[number]

export type Actor = { id: string; type: 'user' | 'api-token' | 'system' }

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }
export type LogEvent = { [name: string]: Json }

export type Delivery = {
  dispatchedAt: string
  label: string
  message: string
  outputId: string
  statusCode: number
  success: boolean
}

export type Alert = {
  id: string
  type: AlertType
  title: string
  severity: Severity
  status: Status
  createdAt: string
  firstEventOccurredAt: string
  lastReceivedEventAt: string
  eventCount: number
  runbook: string
  context: LogEvent
  deliveries: Delivery[]
  assignee?: Actor
  updatedBy?: Actor
  detection?: { id: string; type: 'RULE' | 'SCHEDULED_RULE' | 'POLICY' }
  systemError?: { type: string; sourceId: string; sourceType: string }
}

/** What a filter looks at, and what is kept beside the alert that Panther sends. */
export type AlertRecord = {
  alert: Alert
  createdAt: number
  updatedAt?: number
  description: string
  reference: string
  logTypes: string[]
  sourceIds: string[]
  resourceTypes: string[]
  events: LogEvent[]
}

export type Comment = {
  id: string
  alertId: string
  body: string
  format: 'PLAIN_TEXT' | 'HTML'
  createdAt: string
  createdBy: Actor
}

export type UnitTest = { name: string; resource: string; expectedResult: boolean; mocks: LogEvent[] }

/** Rules, scheduled rules, simple rules and policies; the kinds differ in a few fields. */
export type Detection = {
  id: string
  displayName: string
  description: string
  enabled: boolean
  severity: Severity
  tags: string[]
  reports: Record<string, string[]>
  managed: boolean
  outputIDs: string[]
  tests: UnitTest[]
  createdBy: Actor
  createdAt: string
  lastModified: string
  body?: string
  detection?: string
  pythonBody?: string
  alertTitle?: string
  groupBy?: string
  runbook?: string
  logTypes?: string[]
  scheduledQueries?: string[]
  resourceTypes?: string[]
  suppressions?: string[]
  inlineFilters?: string
  summaryAttributes?: string[]
  threshold?: number
  dedupPeriodMinutes?: number
}

export type User = {
  id: string
  email: string
  givenName: string
  familyName: string
  enabled: boolean
  status: string
  role: { id: string; name: string }
  createdAt: string
  /** Not there if they never have. */
  lastLoggedInAt?: string
}

export type Role = {
  id: string
  name: string
  permissions: string[]
  logTypeAccess: string[]
  logTypeAccessKind: 'ALLOW' | 'ALLOW_ALL' | 'DENY' | 'DENY_ALL'
  createdAt: string
  updatedAt: string
}
