import type { Permission } from '../permissions.ts'
import type { State } from '../state.ts'
import type { Token } from '../tokens.ts'
import { badRequest, HttpError, type Reply } from './reply.ts'

export type Call = {
  state: State
  caller: Token
  params: Record<string, string>
  query: URLSearchParams
  body: unknown
}

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  /** Such as `/alerts/:id/events`. */
  path: string
  /** What the token must have. */
  permission?: Permission
  handle(call: Call): Reply
}

const segments = (path: string) => path.split('/').slice(1)

const decoded = (segment: string) => {
  try {
    return decodeURIComponent(segment)
  } catch (cause) {
    throw badRequest('the path is not encoded well', cause)
  }
}

const paramsOf = (pattern: string, path: string): Record<string, string> | undefined => {
  const wanted = segments(pattern)
  const given = segments(path)
  if (wanted.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, name] of wanted.entries()) {
    const segment = given[index] ?? ''
    if (name.startsWith(':')) {
      if (segment === '') return undefined
      params[name.slice(1)] = decoded(segment)
    } else if (name !== segment) return undefined
  }
  return params
}

/** The route of a request. An encoded `/` does not end a segment. */
export const findRoute = (routes: Route[], method: string, path: string) => {
  const candidates = routes.flatMap(route => {
    const params = paramsOf(route.path, path)
    return params === undefined ? [] : [{ route, params }]
  })
  const found = candidates.find(({ route }) => route.method === method)
  if (found !== undefined) return found
  throw candidates.length > 0
    ? new HttpError(405, `${method} is not allowed on ${path}`)
    : new HttpError(404, `there is nothing at ${path}`)
}
