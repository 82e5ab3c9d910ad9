import type { Config } from '../config/index.ts'
import type { Authentication } from '../define/credential.ts'
import type { Logger } from '../logger.ts'
import type { RootLogger } from '../operate/log.ts'
import type { ShownConfig } from '../operate/rest/deps.ts'
import type { Shutdown } from '../operate/shutdown.ts'
import { startAudit } from './audit.ts'
import type { Observation } from './observation.ts'
import type { Reloader } from './reload.ts'
import type { Runtime } from './runtime.ts'
import { unauthenticatedCaller } from './unauthenticated.ts'

const SECOND = 1_000
const QUIET_MS = 500

/** What a server needs beside itself to be served. */
export interface Starting {
  readonly log: RootLogger
  readonly reloader: Reloader<Config>
  readonly shutdown: Shutdown
  /** The configuration as operators see it. */
  readonly shown: () => ShownConfig
  /** How callers are known over HTTP. */
  readonly authentication: Authentication | undefined
}

interface Observed extends Starting {
  readonly observation: Observation
}

/** Begins to serve on the transport that the configuration names, and says how that is stopped. */
export const serve = async (runtime: Runtime, config: Config, starting: Starting): Promise<void> => {
  const { dispatcher, tasks } = runtime
  const { log, shutdown } = starting
  startAudit(runtime, config, log, shutdown)
  await runtime.open()
  if (tasks) {
    shutdown.register('accept', 'tasks', () => tasks.stop())
    shutdown.register('inflight', 'tasks', () => tasks.idle())
    // Before calls are aborted, which would count as what the tasks came to.
    shutdown.register('abort', 'tasks', () => tasks.giveBack())
  }
  shutdown.register('abort', 'calls', () => dispatcher.stopAll())
  shutdown.register('inflight', 'calls', () => dispatcher.idle())
  const { startObservation } = await import('./observation.ts')
  // On stdio a client waits for its first answer, and nobody for what is found out about the machine.
  const quietMs = config.server.transport === 'stdio' ? QUIET_MS : 0
  const observation = await startObservation(runtime, config, { ...starting, quietMs })
  if (config.server.transport === 'http') await startHttp(runtime, config, { ...starting, observation })
  else await startStdio(runtime, log, shutdown)
  observation.serves()
  // What earlier processes left is found at once, and counted and told of by what was begun before.
  tasks?.start()
}

const startHttp = async (runtime: Runtime, config: Config, starting: Observed): Promise<void> => {
  const { host, routes } = runtime
  const { log, shutdown, reloader, observation, authentication } = starting
  const { server, sessions } = config
  const { serveHttp } = await import('../transports/http.ts')
  const { createCustomRoutes } = await import('../transports/custom-routes.ts')
  const { startOperations } = await import('./operations.ts')
  const { unauthenticatedPrincipal: principal } = runtime
  const unauthenticatedPrincipal = unauthenticatedCaller(config, { principal, authentication }, log)
  const { api, readiness } = startOperations(runtime, config, { ...starting, unauthenticatedPrincipal })
  const serving = await serveHttp(host, {
    host: server.host,
    port: server.port,
    path: server.path,
    allowedHosts: server.allowedHosts,
    allowedOrigins: server.allowedOrigins,
    trustedProxies: server.trustedProxies,
    jsonResponse: server.jsonResponse,
    maxBodyBytes: server.maxBodyBytes,
    headersTimeoutMs: server.headersTimeoutSec * SECOND,
    requestTimeoutMs: Math.max(server.requestTimeoutSec, server.headersTimeoutSec) * SECOND,
    keepAliveTimeoutMs: server.keepAliveTimeoutSec * SECOND,
    maxConnections: server.maxConnections,
    maxSessions: sessions.max,
    sessionIdleMs: sessions.idleSec * SECOND,
    sessionPrefix: sessions.prefix,
    auth: authentication,
    unauthenticatedPrincipal,
    onExchange: observation.metrics?.exchange,
    routes: createCustomRoutes(routes, error => log.error('http.route_failed', { error }), {
      builtIn: api,
      maxBodyBytes: () => reloader.loaded.config.server.maxBodyBytes,
      bodyTimeoutMs: server.requestTimeoutSec * SECOND,
    }),
  })
  observation.opens(() => serving.open())
  reloader.uses(next => serving.configure(next.server))
  readiness.ready()
  shutdown.register('accept', 'http', () => serving.stopAccepting())
  shutdown.register('inflight', 'http', () => serving.idle())
  shutdown.register('streams', 'http', () => serving.close())
  log.info('server.started', { message: `${host.info.name} listens on ${serving.url}`, url: serving.url })
}

const startStdio = async (
  { host, localPrincipal }: Runtime,
  log: Logger,
  shutdown: Shutdown,
): Promise<void> => {
  const { serveStdio } = await import('../transports/stdio.ts')
  const serving = serveStdio(host, {
    principal: localPrincipal,
    onEnd: () => void shutdown.start('the client closed its end'),
  })
  shutdown.register('accept', 'stdio', () => serving.stopAccepting())
  shutdown.register('inflight', 'stdio', () => serving.idle())
  shutdown.register('streams', 'stdio', () => serving.close())
  log.info('server.started', { message: `${host.info.name} serves on stdio` })
}
