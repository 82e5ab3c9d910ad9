import { type Context, Hono } from 'hono'
import { admit } from '../access.ts'
import type { ApiParts } from './deps.ts'
import { errorBody } from './error-body.ts'
import { fail, turnAway } from './refuse.ts'
import type { Route, RouteAccess } from './route.ts'
import { tellOfDenial, tellOfFailure } from './tell.ts'

const toHono = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** The most open first: whoever may use a path with one method may hear which methods there are. */
const LEVELS: readonly RouteAccess[] = ['public', 'reader', 'caller', 'owner', 'operator']

/** Serves a table of routes, and nothing else. */
export const serveRoutes = (routes: readonly Route[], parts: ApiParts): Hono => {
  const { access, runtime, log } = parts
  const app = new Hono()

  const guarded =
    (level: RouteAccess, handle: Route['handler']) =>
    async (c: Context): Promise<Response> => {
      const caller = await admit(access, level, c.req.header('authorization'))
      c.header('Cache-Control', 'no-store')
      if (!('kind' in caller)) return handle(c, caller)
      if (caller.kind === 'unauthenticated') tellOfFailure(parts, c, caller)
      if (caller.kind === 'lacking') tellOfDenial(parts, c, caller.principal, caller.missing)
      return turnAway(c, runtime.host.info.name, access, level, caller)
    }

  for (const { method, path, access: level, handler } of routes)
    app.on(method, toHono(path), guarded(level, handler))

  for (const path of new Set(routes.map(route => route.path))) {
    const here = routes.filter(route => route.path === path)
    const methods = here.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    const allow = { Allow: [...methods, 'OPTIONS'].join(', ') }
    const level = LEVELS.find(each => here.some(route => route.access === each)) ?? 'operator'
    app.all(
      toHono(path),
      guarded(level, c => {
        if (c.req.method === 'OPTIONS') return c.body(null, 204, allow)
        const message = `${c.req.method} is not for ${path}`
        return fail(c, 405, errorBody('METHOD_NOT_ALLOWED', message, `Use ${methods.join(' or ')}`), allow)
      }),
    )
  }

  app.onError((error, c) => {
    log.error('http.route_failed', { error })
    const suggestion = 'See the log of the server'
    return fail(c, 500, errorBody('INTERNAL_ERROR', 'Something went wrong inside of the server', suggestion))
  })
  return app
}
