import { staticToken } from '../auth/static-token.ts'
import type { Config } from '../config/index.ts'
import { isLoopback } from '../config/loopback.ts'
import type { Logger } from '../logger.ts'
import { createOperatorApi } from '../operate/api.ts'
import { eventLoopCheck } from '../operate/event-loop-check.ts'
import { createHealth } from '../operate/health.ts'
import { createMetrics, type Metrics } from '../operate/metrics.ts'
import { createReadiness } from '../operate/readiness.ts'
import { servedTools, toolBreakers } from '../operate/served-tools.ts'
import type { Shutdown } from '../operate/shutdown.ts'
import { systemCheck } from '../operate/system-check.ts'
import { breakersCheck, programsCheck } from '../operate/tool-checks.ts'
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

/** Begins to look after a server, and makes the API that tells operators of it. */
export const startOperations = async (runtime: Runtime, config: Config, log: Logger, shutdown: Shutdown) => {
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
  const { cpuPercent, memoryPercent, diskPercent } = settings
  const programs = () =>
    servedTools(runtime).flatMap(({ enabled, controls }) => (enabled && controls ? [controls] : []))
  const builtIn = [
    systemCheck({ cpuPercent, memoryPercent, diskPercent }),
    eventLoopCheck(),
    programsCheck(programs),
    breakersCheck(() => toolBreakers(runtime)),
  ]
  for (const check of [...builtIn, ...checks]) health.register(check)
  health.start()
  shutdown.register('readiness', 'probes', () => readiness.drain())
  shutdown.register('streams', 'health', () => health.stop())
  const access =
    server.token === undefined ? { open: isLoopback(server.host) } : { verify: staticToken(server.token) }
  const { transport, path } = server
  const api = createOperatorApi({ runtime, health, readiness, metrics, access, transport, path, log })
  return { readiness, api }
}
