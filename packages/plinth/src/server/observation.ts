import { hostname } from 'node:os'
import type { Config } from '../config/index.ts'
import type { Logger } from '../logger.ts'
import { eventLoopCheck } from '../operate/event-loop-check.ts'
import { createHealth, type Health } from '../operate/health.ts'
import { type LoopWatch, watchLoop } from '../operate/loop-watch.ts'
import { createMetrics, type Metrics } from '../operate/metrics.ts'
import type { Open } from '../operate/open.ts'
import { startPushing } from '../operate/push.ts'
import { servedTools, toolBreakers } from '../operate/served-tools.ts'
import type { Shutdown } from '../operate/shutdown.ts'
import { systemCheck } from '../operate/system-check.ts'
import { breakersCheck, programsCheck } from '../operate/tool-checks.ts'
import type { Reloader } from './reload.ts'
import type { Runtime } from './runtime.ts'
import { startTracing, wireCodeOf } from './tracing.ts'

const SECOND = 1_000

/** What looks after a server while it runs, whatever it is reached by. */
export interface Observation {
  readonly metrics: Metrics | undefined
  readonly health: Health
  /** Says what is open at each moment; only over HTTP does anybody know. */
  opens(open: () => Open): void
  /** Says that from now on somebody may wait for answers. */
  serves(): void
}

/** Of use only to those who can read them: over HTTP, or where they are sent. */
const wantsMetrics = ({ server, features, metrics }: Config): boolean =>
  features.metrics && (server.transport === 'http' || features.tracing || metrics.pushUrl !== undefined)

const startMetrics = async (
  runtime: Runtime,
  config: Config,
  { log, open }: { log: Logger; open: () => Open },
): Promise<Metrics | undefined> => {
  if (!wantsMetrics(config)) return undefined
  const { server, features } = config
  const made = createMetrics({
    breakers: () => toolBreakers(runtime),
    ...(server.transport === 'http' ? { open } : {}),
    ...(runtime.tasks ? { tasks: () => runtime.tasks } : {}),
    operations: features.tracing ? wireCodeOf : undefined,
  })
  const metrics = await made.catch((error: Error) => {
    log.warning('metrics.unavailable', { message: error.message })
    return undefined
  })
  if (!metrics) return undefined
  for (const instrument of runtime.instruments) metrics.add(instrument)
  runtime.watch(metrics.middleware)
  metrics.listen(runtime.events)
  return metrics
}

const timingOf = ({ health: { intervalSec, timeoutSec } }: Config) => ({
  intervalMs: intervalSec * SECOND,
  timeoutMs: timeoutSec * SECOND,
})

const startHealth = (runtime: Runtime, config: Config, loop: LoopWatch, parts: Parts): Health => {
  const { log, shutdown, reloader, quietMs = 0 } = parts
  const { host, checks } = runtime
  const { name: service, version } = host.info
  const { transport } = config.server
  const { clock } = host
  const health = createHealth({ service, version, transport, ...timingOf(config), clock, log })
  const programs = () =>
    servedTools(runtime).flatMap(({ enabled, controls }) => (enabled && controls ? [controls] : []))
  runtime.watch(loop.middleware)
  const system = systemCheck(config.health)
  const builtIn = [
    system,
    eventLoopCheck({ blocked: loop.blocked }),
    programsCheck(programs),
    breakersCheck(() => toolBreakers(runtime)),
  ]
  for (const check of [...builtIn, ...checks]) health.register(check)
  if (quietMs > 0) clock.after(quietMs, () => health.start())
  else health.start()
  shutdown.register('streams', 'health', () => {
    health.stop()
    loop.stop()
  })
  runtime.events.subscribe(() => void health.look('breakers'), ['breaker.changed'])
  reloader.uses(changed => {
    health.configure(timingOf(changed))
    system.configure(changed.health)
  })
  return health
}

interface Parts {
  readonly log: Logger
  /** How long the server answers before it is looked at, in milliseconds. Default 0. */
  readonly quietMs?: number
  readonly shutdown: Shutdown
  readonly reloader: Reloader<Config>
}

/**
 * Begins to look after a server: metrics, traces and health, whatever of it is switched on.
 *
 * @throws TypeError when a health check or an instrument has the name of another
 */
export const startObservation = async (
  runtime: Runtime,
  config: Config,
  parts: Parts,
): Promise<Observation> => {
  const { log, shutdown } = parts
  let open = (): Open => ({ requests: 0, sessions: 0, streams: 0 })
  const metrics = await startMetrics(runtime, config, { log, open: () => open() })
  const tracing = await startTracing(runtime, config, { log, metrics })
  if (tracing) shutdown.register('resources', 'tracing', () => tracing.stop())
  const { pushUrl, intervalSec } = config.metrics
  if (metrics && pushUrl !== undefined) {
    const stop = startPushing({
      gateway: metrics.gateway(pushUrl),
      job: runtime.host.info.name,
      instance: hostname(),
      intervalMs: intervalSec * SECOND,
      clock: runtime.host.clock,
      log,
    })
    shutdown.register('resources', 'metrics', stop)
  }
  const loop = watchLoop({ log })
  const health = startHealth(runtime, config, loop, parts)
  return {
    metrics,
    health,
    opens(now) {
      open = now
    },
    serves: () => loop.start(),
  }
}
