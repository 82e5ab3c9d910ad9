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

export const createCustomRoutes = (
  declarations: readonly RouteDeclaration[],
  onError: (error: unknown) => void,
): CustomRoutes => {
  const open = new Hono()
  const closed = new Hono()
  for (const { configure, public: isPublic } of declarations) configure(isPublic ? open : closed)
  for (const app of [open, closed])
    app.onError((error, c) => {
      onError(error)
      return c.json(
        { error: { code: 'INTERNAL_ERROR', message: 'Something went wrong inside of the server' } },
        500,
      )
    })
  const [handlePublic, handleProtected] = [listen(open), listen(closed)]
  const pathOf = (request: IncomingMessage) => (request.url ?? '/').split('?', 1)[0] ?? '/'
  return {
    isPublic: request => open.router.match(request.method ?? 'GET', pathOf(request))[0].length > 0,
    handlePublic,
    handleProtected,
  }
}
