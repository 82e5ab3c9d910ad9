import { isoTime } from '../data/time.ts'
import type { AlertRecord, Detection, User } from '../data/types.ts'
import { connectionOf } from '../http/page.ts'
import { HttpError } from '../http/reply.ts'
import type { State } from '../state.ts'
import type { Token } from '../tokens.ts'

/** Cursors and sizes as GraphQL gives them, within limits. */
export const pageSize = (value: number | null | undefined, usual: number, maximum: number) => {
  const size = value ?? usual
  if (size >= 1 && size <= maximum) return size
  throw new HttpError(400, `pageSize must be between 1 and ${maximum}`)
}

export const roleView = ({ world }: State, id: string) => {
  const role = world.roles.find(known => known.id === id)
  if (role === undefined) throw new HttpError(404, `role ${id} not found`)
  // The published enumeration does not have all the permissions of REST.
  return { ...role, permissions: role.permissions.filter(name => name !== 'BulkUploadValidate') }
}

export const userView = (state: State, user: User) => ({
  __typename: 'User',
  ...user,
  role: () => roleView(state, user.role.id),
})

export const tokenView = (state: State, { value: _, ...token }: Token) => ({
  __typename: 'APIToken',
  ...token,
  permissions: token.permissions.filter(name => name !== 'BulkUploadValidate'),
  allowedCIDRBlocks: [],
  createdBy: () => state.world.users.slice(0, 1).map(user => userView(state, user))[0],
})

/** The user of an id, or the token that asks, if the id is not a user's. */
export const actorView = (state: State, id: string | undefined, caller: Token) => {
  if (id === undefined) return null
  const user = state.world.users.find(known => known.id === id)
  return user === undefined ? tokenView(state, caller) : userView(state, user)
}

const detectionOf = ({ world }: State, id: string | undefined): Detection | undefined =>
  [...world.rules, ...world.scheduledRules, ...world.simpleRules, ...world.policies].find(
    detection => detection.id === id,
  )

const originView = (state: State, { alert }: AlertRecord, caller: Token) => {
  if (alert.systemError !== undefined)
    return { __typename: 'SystemError', type: alert.systemError.type, relatedComponent: 'LOG_SOURCE' }
  const detection = detectionOf(state, alert.detection?.id)
  if (detection === undefined) return { __typename: 'DeletedDetection', id: alert.detection?.id }
  return {
    __typename: 'Detection',
    id: detection.id,
    name: detection.displayName,
    type: alert.detection?.type,
    description: detection.description,
    createdAt: detection.createdAt,
    createdBy: () => actorView(state, detection.createdBy.id, caller),
    updatedAt: detection.lastModified,
    updatedBy: null,
  }
}

export const alertView = (state: State, record: AlertRecord, caller: Token) => {
  const { alert, description, reference, updatedAt, events } = record
  return {
    __typename: 'Alert',
    ...alert,
    description,
    reference,
    updatedAt: updatedAt === undefined ? null : isoTime(updatedAt),
    updatedBy: () => actorView(state, alert.updatedBy?.id, caller),
    assignee: () => actorView(state, alert.assignee?.id, caller),
    origin: () => originView(state, record, caller),
    deliveries: alert.deliveries.map(delivery => ({ ...delivery, url: 'https://chat.acme.example/alerts' })),
    events: ({ input }: { input?: { cursor?: string | null; pageSize?: number } }) =>
      connectionOf(events, {
        scope: `events ${alert.id}`,
        idOf: event => `${event.p_row_id}`,
        limit: pageSize(input?.pageSize, 25, 100),
        cursor: input?.cursor ?? undefined,
      }),
  }
}
