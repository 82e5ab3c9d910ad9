import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'

/** Declares routes on a hono app. */
export interface RouteDeclaration {
  readonly configure: (app: Hono) => void
  /** Whether callers need no credential. */
  readonly public: boolean
}

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Routes beside the MCP endpoint: those for everybody, and those behind the same credential as the endpoint. */
export interface CustomRoutes {
  isPublic(request: IncomingMessage): boolean
  readonly handlePublic: Listener
  readonly handleProtected: Listener
}

const listen = (app: Hono): Listener => {
  app.notFound(c =>
    c.json({ error: { code: 'NOT_FOUND', message: `There is nothing at ${c.req.path}` } }, 404),
  )
  return getRequestListener(app.fetch, { overrideGlobalObjects: false })
}

/**
 * @param builtIn routes of the platform, which decide themselves who may call them; a declared route of exactly that
 * path comes before
 */
export const createCustomRoutes = (
  declarations: readonly RouteDeclaration[],
  onError: (error: unknown) => void,
  builtIn = new Hono(),
): CustomRoutes => {
  const open = new Hono()
  const closed = new Hono()
  for (const { configure, public: isPublic } of declarations) configure(isPublic ? open : closed)
  for (const app of [open, closed, builtIn])
    app.onError((error, c) => {
      onError(error)
      return c.json(
        { error: { code: 'INTERNAL_ERROR', message: 'Something went wrong inside of the server' } },
        500,
      )
    })
  const [handleOpen, handleProtected, handleBuiltIn] = [listen(open), listen(closed), listen(builtIn)]
  const methodOf = ({ method = 'GET' }: IncomingMessage) => (method === 'HEAD' ? 'GET' : method)
  const pathOf = ({ url = '/' }: IncomingMessage) => url.split('?', 1)[0] ?? '/'
  const has = (app: Hono, request: IncomingMessage) =>
    app.router.match(methodOf(request), pathOf(request))[0].length > 0
  const declares = (app: Hono, request: IncomingMessage) =>
    app.routes.some(
      ({ method, path }) => path === pathOf(request) && (method === 'ALL' || method === methodOf(request)),
    )
  const isBuiltIn = (request: IncomingMessage) =>
    has(builtIn, request) && !declares(open, request) && !declares(closed, request)
  return {
    isPublic: request => isBuiltIn(request) || has(open, request),
    handlePublic: (request, response) => (isBuiltIn(request) ? handleBuiltIn : handleOpen)(request, response),
    handleProtected,
  }
}
