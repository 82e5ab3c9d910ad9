import { answerGraphQL, graphQLPath } from '../graphql/endpoint.ts'
import { restRoutes } from '../rest/routes.ts'
import type { State } from '../state.ts'
import type { Token } from '../tokens.ts'
import { HttpError, type Reply } from './reply.ts'
import { findRoute } from './router.ts'

export type Incoming = { method: string; path: string; query: URLSearchParams; body: unknown }

/** The name of a route as it is counted and as faults know it; undefined where there is nothing. */
export const routeName = ({ method, path }: Pick<Incoming, 'method' | 'path'>) => {
  if (path === graphQLPath) return `${method} ${path}`
  try {
    return `${method} ${findRoute(restRoutes, method, path).route.path}`
  } catch {
    return undefined
  }
}

const callerOf = (state: State, key: string | undefined): Token => {
  const token = state.tokens.find(key)
  if (token === undefined) throw new HttpError(401, 'Unauthorized')
  return token
}

const answerRest = (state: State, caller: Token, { method, path, query, body }: Incoming): Reply => {
  const { route, params } = findRoute(restRoutes, method, path)
  if (route.permission !== undefined && !caller.permissions.includes(route.permission))
    throw new HttpError(403, 'Forbidden')
  return route.handle({ state, caller, params, query, body })
}

/** Answers a request, once it is known who asks. */
export const answer = async (state: State, key: string | undefined, incoming: Incoming): Promise<Reply> => {
  try {
    const caller = callerOf(state, key)
    if (incoming.path !== graphQLPath) return answerRest(state, caller, incoming)
    if (incoming.method !== 'POST') throw new HttpError(405, 'GraphQL is asked with POST')
    return await answerGraphQL(state, caller, incoming.body)
  } catch (error) {
    if (error instanceof HttpError) return { status: error.status, body: error.body }
    const message = error instanceof Error ? error.message : `${error}`
    return { status: 500, body: { message: `the stand-in failed: ${message}` } }
  }
}
