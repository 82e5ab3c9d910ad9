import type { AlertRecord, AlertType } from './data/types.ts'

export const listingTypes = ['ALERT', 'DETECTION_ERROR', 'SYSTEM_ERROR'] as const
export type ListingType = (typeof listingTypes)[number]

const subtypes: Record<ListingType, AlertType[]> = {
  ALERT: ['RULE', 'SCHEDULED_RULE', 'POLICY'],
  DETECTION_ERROR: ['RULE_ERROR', 'SCHEDULED_RULE_ERROR'],
  SYSTEM_ERROR: ['SYSTEM_ERROR'],
}

/** What both protocols can filter alerts by; an empty list filters nothing. */
export type AlertFilter = {
  type: ListingType
  subtypes: readonly string[]
  after: number
  before: number
  detectionId: string | undefined
  nameContains: string | undefined
  severities: readonly string[]
  statuses: readonly string[]
  assignees: readonly string[]
  logTypes: readonly string[]
  logSources: readonly string[]
  resourceTypes: readonly string[]
  eventCountMin: number
  eventCountMax: number
}

const any = (wanted: readonly string[], has: readonly string[]) =>
  wanted.length === 0 || has.some(value => wanted.includes(value))

/** Whether an alert passes. Subtypes that the listing does not have pass nothing. */
export const passes =
  (filter: AlertFilter) =>
  ({ alert, createdAt, logTypes, sourceIds, resourceTypes }: AlertRecord) =>
    subtypes[filter.type].includes(alert.type) &&
    any(filter.subtypes, [alert.type]) &&
    createdAt >= filter.after &&
    createdAt <= filter.before &&
    (filter.detectionId === undefined || alert.detection?.id === filter.detectionId) &&
    alert.title.toLowerCase().includes(filter.nameContains?.toLowerCase() ?? '') &&
    any(filter.severities, [alert.severity]) &&
    any(filter.statuses, [alert.status]) &&
    any(filter.assignees, alert.assignee === undefined ? [] : [alert.assignee.id]) &&
    any(filter.logTypes, logTypes) &&
    any(filter.logSources, sourceIds) &&
    any(filter.resourceTypes, resourceTypes) &&
    alert.eventCount >= filter.eventCountMin &&
    alert.eventCount <= filter.eventCountMax
