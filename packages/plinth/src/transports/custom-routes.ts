import { type IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener, type Http2Bindings, type HttpBindings } from '@hono/node-server'
import { type Env, Hono } from 'hono'
import type { RouterRoute } from 'hono/types'
import { type Clock, systemClock } from '../clock.ts'
import type { Principal } from '../define/context.ts'
import { defaultLimits, readBody } from '../lanes/intake/index.ts'
import { sendError } from './send-error.ts'

/** What a route may ask its context for: `c.get('principal')`. */
export interface RouteEnv {
  /** The request and the response of `node:http`. */
  readonly Bindings: HttpBindings
  readonly Variables: {
    /** Who calls; undefined on public routes, and where the server knows nobody. */
    readonly principal: Principal | undefined
  }
}

/** Declares routes on a hono app. */
export interface RouteDeclaration {
  readonly configure: (app: Hono<RouteEnv>) => void
  /** Whether callers need no credential. */
  readonly public: boolean
}

type Listener = (request: IncomingMessage, response: ServerResponse, principal?: Principal) => Promise<void>

/** Routes beside the MCP endpoint: those for everybody, and those behind the same credential as the endpoint. */
export interface CustomRoutes {
  isPublic(request: IncomingMessage): boolean
  /** The pattern that answers a request; undefined where there is none. */
  routeOf(request: IncomingMessage): string | undefined
  readonly handlePublic: Listener
  readonly handleProtected: Listener
  /** Whether an answer stays open until somebody ends it. */
  isStream(response: ServerResponse): boolean
}

/** Middleware for all paths says nothing about which of them are there. */
const isForAll = ({ method, path, handler }: RouterRoute): boolean =>
  method === 'ALL' && path === '/*' && handler.length > 1

export interface CustomRoutesOptions {
  /**
   * Routes of the platform, which decide themselves who may call them; a declared route of exactly that path comes
   * before. Default: none.
   */
  readonly builtIn?: Hono
  /** Length of a body in bytes, beyond which the answer is 413; asked each time. Default 4 MiB. */
  readonly maxBodyBytes?: () => number
  /** Milliseconds in which a body must arrive, after which the answer is 408. Default 60000. */
  readonly bodyTimeoutMs?: number
  readonly clock?: Clock
}

export const createCustomRoutes = (
  declarations: readonly RouteDeclaration[],
  onError: (error: unknown) => void,
  options: CustomRoutesOptions = {},
): CustomRoutes => {
  const { builtIn = new Hono(), maxBodyBytes = () => defaultLimits.maxBytes } = options
  const { bodyTimeoutMs = 60_000, clock = systemClock } = options
  const callers = new WeakMap<IncomingMessage, Principal>()
  const streams = new WeakSet<ServerResponse>()
  const listen = <E extends Env>(app: Hono<E>): Listener => {
    app.notFound(c =>
      c.json(
        {
          error: {
            code: 'NOT_FOUND',
            message: `There is nothing at ${c.req.path}`,
            suggestion: 'See GET / for what there is',
          },
        },
        404,
      ),
    )
    app.onError((error, c) => {
      onError(error)
      const message = 'Something went wrong inside of the server'
      return c.json(
        { error: { code: 'INTERNAL_ERROR', message, suggestion: 'See the log of the server' } },
        500,
      )
    })
    const answer = async (request: Request, env: HttpBindings | Http2Bindings) => {
      const web = await app.fetch(request, env)
      const isStream = web.headers.get('content-type')?.startsWith('text/event-stream')
      if (isStream && env.outgoing instanceof ServerResponse) streams.add(env.outgoing)
      return web
    }
    const handle = getRequestListener(answer, { overrideGlobalObjects: false })
    return async (request, response, principal) => {
      if (principal) callers.set(request, principal)
      const body = await readBody(request, { maxBytes: maxBodyBytes(), timeoutMs: bodyTimeoutMs, clock })
      if (body.kind === 'aborted') return
      if (body.kind === 'refused') return sendError(request, response, body.error)
      // Where the adapter looks for a body that was read already.
      await handle(Object.assign(request, { rawBody: Buffer.from(body.bytes) }), response)
    }
  }
  const open = new Hono<RouteEnv>()
  const closed = new Hono<RouteEnv>()
  closed.use((c, next) => {
    c.set('principal', callers.get(c.env.incoming))
    return next()
  })
  for (const { configure, public: isPublic } of declarations) configure(isPublic ? open : closed)
  const [handleOpen, handleProtected, handleBuiltIn] = [listen(open), listen(closed), listen(builtIn)]
  const methodOf = ({ method = 'GET' }: IncomingMessage) => (method === 'HEAD' ? 'GET' : method)
  const pathOf = ({ url = '/' }: IncomingMessage) => url.split('?', 1)[0] ?? '/'
  const patternIn = <E extends Env>(app: Hono<E>, request: IncomingMessage): string | undefined => {
    const [matches] = app.router.match(methodOf(request), pathOf(request))
    return matches.map(([[, route]]) => route).find(route => !isForAll(route))?.path
  }
  const has = <E extends Env>(app: Hono<E>, request: IncomingMessage) => patternIn(app, request) !== undefined
  const declares = <E extends Env>(app: Hono<E>, request: IncomingMessage) =>
    app.routes.some(
      ({ method, path }) => path === pathOf(request) && (method === 'ALL' || method === methodOf(request)),
    )
  const isBuiltIn = (request: IncomingMessage) =>
    has(builtIn, request) && !declares(open, request) && !declares(closed, request)
  return {
    routeOf: request =>
      isBuiltIn(request)
        ? patternIn(builtIn, request)
        : (patternIn(open, request) ?? patternIn(closed, request)),
    isPublic: request => isBuiltIn(request) || has(open, request),
    handlePublic: (request, response) => (isBuiltIn(request) ? handleBuiltIn : handleOpen)(request, response),
    handleProtected,
    isStream: response => streams.has(response),
  }
}
