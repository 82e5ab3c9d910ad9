import { listingTypes, passes } from '../alert-filter.ts'
import { addComment, alertOf, changeAlerts } from '../changes.ts'
import { day } from '../data/time.ts'
import { alertTypes, severities, statuses } from '../data/types.ts'
import { enumField, type Fields, fieldsOf, requiredText, textField, textsField } from '../http/body.ts'
import { listOf } from '../http/page.ts'
import { instant, integer, limit, list, oneOf, someOf, text } from '../http/parameters.ts'
import { badRequest, notFound, ok } from '../http/reply.ts'
import type { Call, Route } from '../http/router.ts'

const correlation = ['CORRELATION_RULE', 'CORRELATION_RULE_ERROR']

const listAlerts = ({ state, query }: Call) => {
  const now = state.now()
  const filter = {
    type: oneOf(query, 'type', listingTypes) ?? 'ALERT',
    subtypes: someOf(query, 'sub-type', [...alertTypes, ...correlation]),
    after: instant(query, 'created-after') ?? now - 30 * day,
    before: instant(query, 'created-before') ?? now,
    detectionId: text(query, 'detection-id'),
    nameContains: text(query, 'name-contains'),
    severities: someOf(query, 'severity', severities),
    statuses: someOf(query, 'status', statuses),
    assignees: list(query, 'assignee'),
    logTypes: list(query, 'log-type'),
    logSources: list(query, 'log-source'),
    resourceTypes: list(query, 'resource-type'),
    eventCountMin: integer(query, 'event-count-min') ?? 0,
    eventCountMax: integer(query, 'event-count-max') ?? Number.POSITIVE_INFINITY,
  }
  const { alerts } = state.world
  const { results, ...next } = listOf(
    oneOf(query, 'sort-dir', ['asc', 'desc']) === 'asc' ? alerts.toReversed() : alerts,
    {
      scope: 'alerts',
      idOf: ({ alert }) => alert.id,
      matches: passes(filter),
      limit: limit(query, 25, 50),
      cursor: text(query, 'cursor'),
    },
  )
  return ok({ results: results.map(({ alert }) => alert), ...next })
}

const changeOf = (fields: Fields) => {
  const change = { status: enumField(fields, 'status', statuses), assignee: textField(fields, 'assignee') }
  if (change.status === undefined && change.assignee === undefined)
    throw badRequest('either status or assignee must be given')
  return change
}

const patchMany = ({ state, caller, body }: Call) => {
  const fields = fieldsOf(body)
  const ids = textsField(fields, 'ids') ?? []
  if (ids.length === 0) throw badRequest('"ids" is missing from body')
  changeAlerts(state, caller, ids, changeOf(fields))
  return { status: 204 }
}

const patchOne = ({ state, caller, body, params }: Call) => {
  changeAlerts(state, caller, [params.id ?? ''], changeOf(fieldsOf(body)))
  return { status: 200 }
}

const listEvents = ({ state, query, params }: Call) => {
  const { alert, events } = alertOf(state, params.id ?? '')
  return ok(
    listOf(events, {
      scope: `events ${alert.id}`,
      idOf: event => `${event.p_row_id}`,
      limit: limit(query, 25, 50),
      cursor: text(query, 'cursor'),
    }),
  )
}

const listComments = ({ state, query }: Call) => {
  const alertId = text(query, 'alert-id')
  if (alertId === undefined) throw badRequest('"alert-id" is missing from query string')
  return ok(
    listOf(state.world.comments, {
      scope: `comments ${alertId}`,
      idOf: ({ id }) => id,
      matches: comment => comment.alertId === alertId,
      limit: limit(query, 25, 50),
      cursor: text(query, 'cursor'),
    }),
  )
}

const getComment = ({ state, params }: Call) => {
  const found = state.world.comments.find(({ id }) => id === params.id)
  if (found === undefined) throw notFound(`comment ${params.id}`)
  return ok(found)
}

const createComment = ({ state, caller, body }: Call) => {
  const fields = fieldsOf(body)
  const format = enumField(fields, 'format', ['PLAIN_TEXT', 'HTML'])
  if (format === undefined) throw badRequest('"format" is missing from body')
  const comment = { alertId: requiredText(fields, 'alertId'), body: requiredText(fields, 'body'), format }
  return ok(addComment(state, caller, comment))
}

const read = { method: 'GET', permission: 'AlertRead' } as const

export const alertRoutes: Route[] = [
  { ...read, path: '/alerts', handle: listAlerts },
  { method: 'PATCH', path: '/alerts', permission: 'AlertModify', handle: patchMany },
  { ...read, path: '/alerts/:id', handle: ({ state, params }) => ok(alertOf(state, params.id ?? '').alert) },
  { method: 'PATCH', path: '/alerts/:id', permission: 'AlertModify', handle: patchOne },
  { ...read, path: '/alerts/:id/events', handle: listEvents },
  { ...read, path: '/alert-comments', handle: listComments },
  { method: 'POST', path: '/alert-comments', permission: 'AlertModify', handle: createComment },
  { ...read, path: '/alert-comments/:id', handle: getComment },
]
