import { type ListingType, passes } from '../alert-filter.ts'
import { addComment, alertOf, changeAlerts } from '../changes.ts'
import type { Comment, Status } from '../data/types.ts'
import { connectionOf } from '../http/page.ts'
import { HttpError } from '../http/reply.ts'
import { field } from './root.ts'
import { alertView, pageSize, tokenView } from './views.ts'

type AlertsInput = {
  type: ListingType
  subtypes?: string[] | null
  detectionId?: string | null
  createdAtAfter?: string | null
  createdAtBefore?: string | null
  severities?: string[] | null
  statuses?: string[] | null
  assigneeIds?: string[] | null
  nameContains?: string | null
  logTypes?: string[] | null
  logSources?: string[] | null
  resourceTypes?: string[] | null
  eventCountMin?: number | null
  eventCountMax?: number | null
  sortDir?: 'ascending' | 'descending' | null
  pageSize?: number | null
  cursor?: string | null
}

const filterOf = (input: AlertsInput) => {
  const { createdAtAfter, createdAtBefore, detectionId } = input
  if (!detectionId && !(createdAtAfter && createdAtBefore))
    throw new HttpError(400, 'either detectionId or both createdAtAfter and createdAtBefore must be given')
  return {
    type: input.type,
    subtypes: input.subtypes ?? [],
    after: createdAtAfter ? Date.parse(createdAtAfter) : 0,
    before: createdAtBefore ? Date.parse(createdAtBefore) : Number.POSITIVE_INFINITY,
    detectionId: detectionId ?? undefined,
    nameContains: input.nameContains ?? undefined,
    severities: input.severities ?? [],
    statuses: input.statuses ?? [],
    assignees: input.assigneeIds ?? [],
    logTypes: input.logTypes ?? [],
    logSources: input.logSources ?? [],
    resourceTypes: input.resourceTypes ?? [],
    eventCountMin: input.eventCountMin ?? 0,
    eventCountMax: input.eventCountMax ?? Number.POSITIVE_INFINITY,
  }
}

export const alertQueries = {
  alert: field<{ id: string }>(['AlertRead'], ({ id }, state, caller) =>
    alertView(state, alertOf(state, id), caller),
  ),
  alerts: field<{ input: AlertsInput }>(['AlertRead'], ({ input }, state, caller) => {
    const { alerts } = state.world
    const { edges, pageInfo } = connectionOf(input.sortDir === 'ascending' ? alerts.toReversed() : alerts, {
      scope: 'alerts',
      idOf: ({ alert }) => alert.id,
      matches: passes(filterOf(input)),
      limit: pageSize(input.pageSize, 25, 50),
      cursor: input.cursor ?? undefined,
    })
    return { edges: edges.map(({ node }) => ({ node: alertView(state, node, caller) })), pageInfo }
  }),
}

export const alertMutations = {
  updateAlertStatusById: field<{ input: { ids: string[]; status: Status } }>(
    ['AlertModify'],
    ({ input: { ids, status } }, state, caller) => ({
      alerts: changeAlerts(state, caller, ids, { status }).map(record => alertView(state, record, caller)),
    }),
  ),
  updateAlertsAssigneeById: field<{ input: { ids: string[]; assigneeId?: string | null } }>(
    ['AlertModify'],
    ({ input: { ids, assigneeId } }, state, caller) => ({
      alerts: changeAlerts(state, caller, ids, { assignee: assigneeId ?? null }).map(record =>
        alertView(state, record, caller),
      ),
    }),
  ),
  updateAlertsAssigneeByEmail: field<{ input: { ids: string[]; assigneeEmail?: string | null } }>(
    ['AlertModify'],
    ({ input: { ids, assigneeEmail } }, state, caller) => {
      const user = state.world.users.find(({ email }) => email === assigneeEmail)
      if (assigneeEmail && user === undefined) throw new HttpError(404, `user ${assigneeEmail} not found`)
      const records = changeAlerts(state, caller, ids, { assignee: user?.id ?? null })
      return { alerts: records.map(record => alertView(state, record, caller)) }
    },
  ),
  createAlertComment: field<{ input: Pick<Comment, 'alertId' | 'body' | 'format'> }>(
    ['AlertModify'],
    ({ input }, state, caller) => ({
      comment: {
        ...addComment(state, caller, input),
        createdBy: tokenView(state, caller),
        entity: () => alertView(state, alertOf(state, input.alertId), caller),
      },
    }),
  ),
}
