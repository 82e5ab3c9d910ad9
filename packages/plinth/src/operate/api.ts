import type { IncomingMessage } from 'node:http'
import type { Context, Hono } from 'hono'
import { type Clock, systemClock } from '../clock.ts'
import { defaultLimits } from '../lanes/intake/index.ts'
import { type Logger, silentLogger } from '../logger.ts'
import { clientOf } from '../net/request-client.ts'
import type { Access } from './access.ts'
import type { Health } from './health.ts'
import type { Metrics } from './metrics.ts'
import type { Operated } from './operated.ts'
import type { Readiness } from './readiness.ts'
import { serveRoutes } from './rest/app.ts'
import { consoleFiles } from './rest/console-files.ts'
import { addConsoleRoutes } from './rest/console-routes.ts'
import type { ApiParts, ShownConfig } from './rest/deps.ts'
import { createEventStreams } from './rest/event-streams.ts'
import type { LogLines } from './rest/log-lines.ts'
import { createOwnStreams } from './rest/own-streams.ts'
import { probeRoutes } from './rest/probe-routes.ts'
import { rememberRecent } from './rest/recent.ts'
import type { Route } from './rest/route.ts'
import { serverRoutes } from './rest/server-routes.ts'
import { taskRoutes } from './rest/task-routes.ts'
import { toolRoutes } from './rest/tool-routes.ts'
import { watchTraffic } from './traffic.ts'

/** What `createOperatorApi` tells of, and to whom. */
export interface OperatorApiOptions {
  /** The server's `runtime`. */
  readonly runtime: Operated
  readonly health: Health
  readonly readiness: Readiness
  /** Default: none are served. */
  readonly metrics?: Metrics | undefined
  /** What `GET /config` shows, without secrets. Default: nothing. */
  readonly config?: () => ShownConfig
  /** Who may do what. Default: everybody may know whether the server is well, and nobody anything else. */
  readonly access?: Access
  /** How clients reach the server. Default `http`. */
  readonly transport?: string
  /** Where the MCP endpoint is. Default `/mcp`. */
  readonly path?: string
  /** Length of a body in bytes, beyond which the answer is 413. Default 4 MiB. */
  readonly maxBodyBytes?: number
  /** Whether the web console is served, at `/console`. Default false. */
  readonly console?: boolean
  /** Where a request comes from, for limits and the audit trail. Default: the other end of the connection. */
  readonly addressOf?: (c: Context) => string | undefined
  /** Milliseconds between two reports on `GET /events`. Default 5,000. */
  readonly eventsIntervalMs?: number
  /** Event streams at one time. Default 16. */
  readonly maxEventStreams?: number
  /** What the server logs, for operators who listen. Default: they cannot. */
  readonly logLines?: LogLines
  /** Ends event streams when it fires: the server stops. */
  readonly signal?: AbortSignal
  readonly clock?: Clock
  readonly log?: Logger
}

const addressOfRequest = (c: Context): string | undefined => {
  const incoming: IncomingMessage | undefined = c.env?.incoming
  return incoming && (clientOf(incoming) ?? incoming.socket.remoteAddress)
}

/**
 * Makes the API for operators and for callers without MCP: a hono app that the HTTP transport serves, and that another
 * application can mount. It checks credentials itself: `/livez`, `/readyz` and the bare status of `/health` are for
 * everybody, all else for those whom `access` lets in. An application that mounts it checks `Host` and `Origin`.
 *
 * @example
 * import { Hono } from 'hono'
 *
 * const { runtime } = server
 * const readiness = createReadiness()
 * const health = createHealth({ ...runtime.host.info, service: 'weather', transport: 'http' })
 * const access = { verify: staticToken('correct-horse-battery-staple') }
 * const app = new Hono()
 * app.route('/ops', createOperatorApi({ runtime, health, readiness, access }))
 */
export const createOperatorApi = (options: OperatorApiOptions): Hono => {
  const { runtime, health, metrics, logLines, clock = systemClock, log = silentLogger } = options
  const { eventsIntervalMs: intervalMs = 5_000, maxEventStreams: maxStreams = 16 } = options
  const traffic = metrics && watchTraffic({ totals: metrics.totals, intervalMs, clock, log })
  const streams = createEventStreams({
    events: runtime.events,
    logLines,
    recent: rememberRecent(runtime.events, logLines),
    reports: {
      health: () => health.report(),
      ...(metrics ? { metrics: () => metrics.report() } : {}),
      ...(traffic
        ? { traffic: at => ({ points: traffic.points().slice(at === 'beginning' ? 0 : -2) }) }
        : {}),
    },
    intervalMs,
    maxStreams,
    clock,
    log,
  })
  const ownStreams = createOwnStreams({ intervalMs, clock, log })
  const stop = () => {
    traffic?.stop()
    streams.close()
    ownStreams.close()
  }
  options.signal?.addEventListener('abort', stop, { once: true })
  const parts: ApiParts = {
    runtime,
    health,
    readiness: options.readiness,
    metrics,
    config: options.config,
    console: options.console ?? false,
    streams,
    ownStreams,
    access: options.access ?? {},
    transport: options.transport ?? 'http',
    path: options.path ?? '/mcp',
    maxBodyBytes: options.maxBodyBytes ?? defaultLimits.maxBytes,
    addressOf: options.addressOf ?? addressOfRequest,
    log,
  }
  const routes: readonly Route[] = [
    ...serverRoutes(parts, () => routes),
    ...probeRoutes(parts),
    ...toolRoutes(parts),
    ...taskRoutes(parts),
  ]
  const app = serveRoutes(routes, parts)
  if (parts.console) addConsoleRoutes(app, { files: consoleFiles, log })
  return app
}
