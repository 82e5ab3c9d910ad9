import type { LogSchema } from '../data/schemas.ts'
import type { Source } from '../data/sources.ts'
import { isoTime } from '../data/time.ts'
import { connectionOf } from '../http/page.ts'
import { HttpError } from '../http/reply.ts'
import type { State } from '../state.ts'
import { field } from './root.ts'
import { roleView, userView } from './views.ts'

const sourceView = (state: State, source: Source) => ({
  ...source,
  createdBy: () => state.world.users.slice(0, 1).map(user => userView(state, user))[0],
})

type SchemasInput = {
  contains?: string | null
  isArchived?: boolean | null
  isInUse?: boolean | null
  isManaged?: boolean | null
}

const wanted =
  ({ contains, isArchived, isInUse, isManaged }: SchemasInput) =>
  (schema: LogSchema) =>
    `${schema.name}\n${schema.spec}`.toLowerCase().includes(contains?.toLowerCase() ?? '') &&
    (isArchived ?? schema.isArchived) === schema.isArchived &&
    (isInUse ?? schema.isInUse) === schema.isInUse &&
    (isManaged ?? schema.isManaged) === schema.isManaged

type SchemaInput = {
  name: string
  spec: string
  description?: string | null
  referenceURL?: string | null
  isFieldDiscoveryEnabled?: boolean | null
}

const saveSchema = (state: State, input: SchemaInput) => {
  const { schemas } = state.world
  const now = isoTime(state.now())
  const before = schemas.find(({ name }) => name === input.name)
  if (before?.isManaged) throw new HttpError(400, `schema ${input.name} is managed and cannot be changed`)
  const after: LogSchema = {
    discoveredSpec: '',
    version: 1,
    isArchived: false,
    isManaged: false,
    isInUse: false,
    createdAt: now,
    ...before,
    name: input.name,
    spec: input.spec,
    description: input.description ?? '',
    referenceURL: input.referenceURL ?? '',
    isFieldDiscoveryEnabled: input.isFieldDiscoveryEnabled ?? false,
    revision: (before?.revision ?? 0) + 1,
    updatedAt: now,
  }
  if (before === undefined) schemas.push(after)
  else Object.assign(before, after)
  state.journal.wrote({ at: state.now(), kind: 'schema', ids: [input.name] })
  return { schema: after }
}

const pageSizeOfSources = 25

/** Sources, schemas, people and settings. */
export const catalogueFields = {
  generalSettings: field<object>([], () => ({ pantherVersion: '1.117.30' })),
  // What reads sources and schemas is not published; the tools of Panther ask for one of these two.
  source: field<{ id: string }>(['LogSourceRead', 'RuleRead'], ({ id }, state) => {
    const found = state.world.sources.find(({ integrationId }) => integrationId === id)
    return found === undefined ? null : sourceView(state, found)
  }),
  sources: field<{ input?: { cursor?: string | null } | null }>(
    ['LogSourceRead', 'RuleRead'],
    ({ input }, state) => {
      const { edges, pageInfo } = connectionOf(state.world.sources, {
        scope: 'sources',
        idOf: ({ integrationId }) => integrationId,
        limit: pageSizeOfSources,
        cursor: input?.cursor ?? undefined,
      })
      return { edges: edges.map(({ node }) => ({ node: sourceView(state, node) })), pageInfo }
    },
  ),
  schemas: field<{ input: SchemasInput }>(['LogSourceRead', 'RuleRead'], ({ input }, state) =>
    connectionOf(state.world.schemas, {
      scope: 'schemas',
      idOf: ({ name }) => name,
      matches: wanted(input),
      limit: Number.POSITIVE_INFINITY,
    }),
  ),
  users: field<object>(['UserRead'], (_, state) => state.world.users.map(user => userView(state, user))),
  userById: field<{ id: string }>(['UserRead'], ({ id }, state) => {
    const found = state.world.users.find(user => user.id === id)
    if (found === undefined) throw new HttpError(404, `user ${id} not found`)
    return userView(state, found)
  }),
  userByEmail: field<{ email: string }>(['UserRead'], ({ email }, state) => {
    const found = state.world.users.find(user => user.email === email)
    if (found === undefined) throw new HttpError(404, `user ${email} not found`)
    return userView(state, found)
  }),
  roles: field<{ input?: { nameContains?: string | null; sortDir?: string | null } | null }>(
    ['UserRead'],
    ({ input }, state) => {
      const found = state.world.roles
        .filter(({ name }) => name.toLowerCase().includes(input?.nameContains?.toLowerCase() ?? ''))
        .sort((one, other) => one.name.localeCompare(other.name, 'en'))
      return (input?.sortDir === 'descending' ? found.reverse() : found).map(({ id }) => roleView(state, id))
    },
  ),
  roleById: field<{ id: string }>(['UserRead'], ({ id }, state) => roleView(state, id)),
  roleByName: field<{ name: string }>(['UserRead'], ({ name }, state) => roleView(state, name)),
}

export const catalogueMutations = {
  createOrUpdateSchema: field<{ input: SchemaInput }>(['LogSourceModify'], ({ input }, state) =>
    saveSchema(state, input),
  ),
}
