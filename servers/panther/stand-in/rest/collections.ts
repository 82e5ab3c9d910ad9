import type { World } from '../data/world.ts'
import { listOf } from '../http/page.ts'
import { limit, text } from '../http/parameters.ts'
import { notFound, ok } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import type { Permission } from '../permissions.ts'

type Item = { id: string; createdBy?: { id: string } }

type Collection = {
  path: string
  what: string
  permission: Permission
  of(world: World): Item[]
  /** Lists are searched by name where Panther searches them. */
  searched?: boolean
}

const matching = (query: URLSearchParams) => {
  const name = text(query, 'name-contains')?.toLowerCase() ?? ''
  const by = text(query, 'created-by') ?? text(query, 'last-modified-by')
  return ({ id, createdBy }: Item) =>
    id.toLowerCase().includes(name) && (by === undefined || createdBy?.id === by)
}

/** As Panther sends it: who made it can be searched for, and is not told. */
const shown = ({ createdBy: _, ...item }: Item) => item

const routesOf = ({ path, what, permission, of, searched }: Collection): Route[] => [
  {
    method: 'GET',
    path,
    permission,
    handle: ({ state, query }) => {
      const { results, ...next } = listOf(of(state.world), {
        scope: path,
        idOf: ({ id }) => id,
        ...(searched && { matches: matching(query) }),
        limit: limit(query, 100, 1000),
        cursor: text(query, 'cursor'),
      })
      return ok({ results: results.map(shown), ...next })
    },
  },
  {
    method: 'GET',
    path: `${path}/:id`,
    permission,
    handle: ({ state, params }) => {
      const found = of(state.world).find(({ id }) => id === params.id)
      if (found === undefined) throw notFound(`${what} ${params.id}`)
      return ok(shown(found))
    },
  },
]

const collections: Collection[] = [
  {
    path: '/globals',
    what: 'global helper',
    permission: 'RuleRead',
    of: world => world.globals,
    searched: true,
  },
  { path: '/data-models', what: 'data model', permission: 'RuleRead', of: world => world.dataModels },
  { path: '/queries', what: 'query', permission: 'DataAnalyticsRead', of: world => world.queries },
]

const httpSource: Route = {
  method: 'GET',
  path: '/log-sources/http/:id',
  permission: 'LogSourceRead',
  handle: ({ state, params }) => {
    const found = state.world.httpSources.find(({ integrationId }) => integrationId === params.id)
    if (found === undefined) throw notFound(`log source ${params.id}`)
    return ok(found)
  },
}

export const collectionRoutes = [...collections.flatMap(routesOf), httpSource]
