import { pageOf } from '../http/page.ts'
import { flag, limit, list, oneOf, text } from '../http/parameters.ts'
import { notFound, ok } from '../http/reply.ts'
import type { Call, Route } from '../http/router.ts'

/** Ids are given one by one, or all in one with commas. */
const idsOf = (query: URLSearchParams) => [
  ...list(query, 'id'),
  ...(text(query, 'ids')?.split(',') ?? []).map(id => id.trim()),
]

const listUsers = ({ state, query }: Call) => {
  const { users } = state.world
  const email = text(query, 'email')
  if (email !== undefined) return ok({ results: users.filter(user => user.email === email) })
  const ids = idsOf(query)
  const contains = text(query, 'contains')?.toLowerCase() ?? ''
  const status = text(query, 'status')
  const all = flag(query, 'include-deactivated', false)
  const { page, next } = pageOf(users, {
    scope: 'users',
    idOf: ({ id }) => id,
    matches: user =>
      (all || user.enabled) &&
      (status === undefined || user.status === status) &&
      (ids.length === 0 || ids.includes(user.id)) &&
      `${user.givenName} ${user.familyName} ${user.email}`.toLowerCase().includes(contains),
    limit: limit(query, 60, 60),
    cursor: text(query, 'cursor'),
  })
  return ok({ results: page, ...(next !== undefined && { next }) })
}

const listRoles = ({ state, query }: Call) => {
  const name = text(query, 'name')
  const ids = idsOf(query)
  const contains = text(query, 'name-contains')?.toLowerCase() ?? ''
  const found = state.world.roles.filter(role =>
    name === undefined
      ? role.name.toLowerCase().includes(contains) && (ids.length === 0 || ids.includes(role.id))
      : role.name === name,
  )
  const sorted = found.sort((one, other) => one.name.localeCompare(other.name, 'en'))
  return ok({ results: oneOf(query, 'sort-dir', ['asc', 'desc']) === 'desc' ? sorted.reverse() : sorted })
}

const read = { method: 'GET', permission: 'UserRead' } as const

export const peopleRoutes: Route[] = [
  { ...read, path: '/users', handle: listUsers },
  {
    ...read,
    path: '/users/:id',
    handle: ({ state, params }) => {
      const found = state.world.users.find(({ id }) => id === params.id)
      if (found === undefined) throw notFound(`user ${params.id}`)
      return ok(found)
    },
  },
  { ...read, path: '/roles', handle: listRoles },
  {
    ...read,
    path: '/roles/:id',
    handle: ({ state, params }) => {
      const found = state.world.roles.find(({ id }) => id === params.id)
      if (found === undefined) throw notFound(`role ${params.id}`)
      return ok(found)
    },
  },
  {
    method: 'GET',
    path: '/api-tokens/self',
    handle: ({ state, caller: { id, name, permissions, createdAt } }) =>
      ok({
        id,
        name,
        permissions,
        createdAt,
        createdBy: { id: state.world.users[0]?.id, type: 'user' },
        allowedCIDRBlocks: [],
      }),
  },
]
