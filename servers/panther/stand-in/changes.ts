import { randomUUID } from 'node:crypto'
import { isoTime } from './data/time.ts'
import type { Actor, AlertRecord, Comment, Status } from './data/types.ts'
import { badRequest, notFound } from './http/reply.ts'
import type { State } from './state.ts'
import type { Token } from './tokens.ts'

export const alertOf = ({ world }: State, id: string): AlertRecord => {
  const record = world.alerts.find(({ alert }) => alert.id === id)
  if (record === undefined) throw notFound(`alert ${id}`)
  return record
}

export const actorOf = (token: Token): Actor => ({ id: token.id, type: 'api-token' })

/** What REST and GraphQL may change in alerts: all of them, or none if one of them is not there. */
export const changeAlerts = (
  state: State,
  caller: Token,
  ids: string[],
  change: { status?: Status | undefined; assignee?: string | null | undefined },
) => {
  const records = ids.map(id => alertOf(state, id))
  const { assignee, status } = change
  if (assignee && !state.world.users.some(user => user.id === assignee))
    throw badRequest(`there is no user ${assignee}`)
  const at = state.now()
  for (const record of records) {
    const { alert } = record
    record.updatedAt = at
    alert.updatedBy = actorOf(caller)
    if (status !== undefined) alert.status = status
    if (assignee) alert.assignee = { id: assignee, type: 'user' }
    else if (assignee !== undefined) delete alert.assignee
  }
  if (status !== undefined) state.journal.wrote({ at, kind: 'alert.status', ids })
  if (assignee !== undefined) state.journal.wrote({ at, kind: 'alert.assignee', ids })
  return records
}

export const addComment = (
  state: State,
  caller: Token,
  { alertId, body, format }: Pick<Comment, 'alertId' | 'body' | 'format'>,
): Comment => {
  alertOf(state, alertId)
  if (body === '') throw badRequest('the body of a comment must not be empty')
  const at = state.now()
  const comment: Comment = {
    id: randomUUID(),
    alertId,
    body,
    format,
    createdAt: isoTime(at),
    createdBy: actorOf(caller),
  }
  state.world.comments.push(comment)
  state.journal.wrote({ at, kind: 'comment', ids: [comment.id, alertId] })
  return comment
}
