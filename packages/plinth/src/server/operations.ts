import { checkToken, staticTokens } from '../auth/static-tokens.ts'
import type { Config } from '../config/index.ts'
import { isLoopback } from '../config/loopback.ts'
import type { Authentication } from '../define/credential.ts'
import type { Logger } from '../logger.ts'
import type { Access, OperatorAccess } from '../operate/access.ts'
import { createOperatorApi } from '../operate/api.ts'
import { eventLoopCheck } from '../operate/event-loop-check.ts'
import { createHealth } from '../operate/health.ts'
import { createMetrics, type Metrics } from '../operate/metrics.ts'
import { createReadiness } from '../operate/readiness.ts'
import type { ShownConfig } from '../operate/rest/deps.ts'
import { servedTools, toolBreakers } from '../operate/served-tools.ts'
import type { Shutdown } from '../operate/shutdown.ts'
import { systemCheck } from '../operate/system-check.ts'
import { breakersCheck, programsCheck } from '../operate/tool-checks.ts'
import type { Reloader } from './reload.ts'
import type { Runtime } from './runtime.ts'

const SECOND = 1_000

const startMetrics = async (
  runtime: Runtime,
  { features }: Config,
  log: Logger,
): Promise<Metrics | undefined> => {
  if (!features.metrics) return undefined
  try {
    const metrics = await createMetrics({ breakers: () => toolBreakers(runtime) })
    runtime.watch(metrics.middleware)
    return metrics
  } catch (error) {
    log.warning('metrics.unavailable', { message: error instanceof Error ? error.message : String(error) })
    return undefined
  }
}

const operatorAccess = ({ token, scope }: Config['operator']): OperatorAccess => {
  if (token === undefined) return { scope }
  checkToken(token, 'MCP_OPERATOR_TOKEN')
  return { scope, verify: staticTokens([{ name: 'operator', token, scopes: [scope] }]) }
}

const accessOf = ({ server, operator }: Config, authentication: Authentication | undefined): Access => {
  const open = isLoopback(server.host)
  return {
    ...authentication,
    open,
    openToCallers: open || server.allowUnauthenticated,
    operator: operatorAccess(operator),
    metrics: operator.metrics,
  }
}

export interface OperationsOptions {
  readonly log: Logger
  readonly shutdown: Shutdown
  /** How callers are known. Default: nobody is. */
  readonly authentication?: Authentication | undefined
  readonly reloader: Reloader<Config>
  /** The configuration as operators see it. */
  readonly shown: () => ShownConfig
}

/** Begins to look after a server, and makes the API that tells operators of it. */
export const startOperations = async (runtime: Runtime, config: Config, options: OperationsOptions) => {
  const { log, shutdown, authentication, reloader, shown } = options
  const metrics = await startMetrics(runtime, config, log)
  const { server, health: settings } = config
  const { host, checks } = runtime
  const readiness = createReadiness()
  const health = createHealth({
    service: host.info.name,
    version: host.info.version,
    transport: server.transport,
    intervalMs: settings.intervalSec * SECOND,
    timeoutMs: settings.timeoutSec * SECOND,
    clock: host.clock,
    log,
  })
  const system = systemCheck(settings)
  const programs = () =>
    servedTools(runtime).flatMap(({ enabled, controls }) => (enabled && controls ? [controls] : []))
  const builtIn = [
    system,
    eventLoopCheck(),
    programsCheck(programs),
    breakersCheck(() => toolBreakers(runtime)),
  ]
  for (const check of [...builtIn, ...checks]) health.register(check)
  health.start()
  reloader.uses(next => {
    const { intervalSec, timeoutSec } = next.health
    health.configure({ intervalMs: intervalSec * SECOND, timeoutMs: timeoutSec * SECOND })
    system.configure(next.health)
  })
  shutdown.register('readiness', 'probes', () => readiness.drain())
  shutdown.register('streams', 'health', () => health.stop())
  const stopping = new AbortController()
  shutdown.register('streams', 'events', () => stopping.abort())
  const api = createOperatorApi({
    runtime,
    health,
    readiness,
    metrics,
    config: shown,
    access: accessOf(config, authentication),
    transport: server.transport,
    path: server.path,
    maxBodyBytes: server.maxBodyBytes,
    signal: stopping.signal,
    clock: host.clock,
    log,
  })
  return { readiness, api }
}
