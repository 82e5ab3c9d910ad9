import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Config,
  ConfigError,
  type ConfigOf,
  type Defaults,
  type ExtraSettings,
  type Loaded,
  redacted,
  settings,
} from '../config/index.ts'
import { loadConfig } from '../config/load.ts'
import { seenByCode } from '../config/load-for-code.ts'
import type { Entry } from '../config/setting.ts'
import { watchSections } from '../config/watch-sections.ts'
import { rememberSecrets } from '../known-secrets.ts'
import type { Logger } from '../logger.ts'
import { createLogger, type RootLogger } from '../operate/log.ts'
import { createShutdown } from '../operate/shutdown.ts'
import { applyChanges, applyConfig } from './adjustments.ts'
import { createAuthentication } from './authentication.ts'
import type { Discoverer } from './discover.ts'
import { onHangup } from './hangup.ts'
import { idleSettings } from './idle-settings.ts'
import { ownSecrets } from './own-secrets.ts'
import { isPassing } from './passing.ts'
import { createReloader, type Reloader } from './reload.ts'
import { tellRun } from './run-channel.ts'
import type { Runtime } from './runtime.ts'
import { serve } from './serve.ts'
import { startFailure } from './start-error.ts'

/** Anything that can be run: a server. */
export interface Runnable extends Discoverer {
  readonly runtime: Runtime
}

/** What `run` takes besides the server: settings, defaults and streams of its own. */
export interface RunOptions<Extra extends ExtraSettings = Record<never, never>> {
  /**
   * Sections of settings of the server's own, found where the platform's are: `{ weather: { url: url({ ... }) } }` is
   * `MCP_WEATHER_URL`, and `weather: { url: ... }` in the file. Default: none.
   */
  readonly extra?: Extra
  /** Defaults of the server's own for settings of the platform: `{ rateLimit: { burst: 50 } }`. Default: none. */
  readonly defaults?: Defaults
  /**
   * Told of the whole configuration when it was read again and something has changed. Without it, settings of the
   * server's own need a restart, also those that are declared live. What it throws undoes the reload.
   */
  readonly onReload?: (config: Config & ConfigOf<Extra>, changed: readonly string[]) => void
}

/** Makes a server once the configuration is known. */
export type MakeServer<Extra extends ExtraSettings = Record<never, never>> = (
  config: Config & ConfigOf<Extra>,
) => Runnable | Promise<Runnable>

const SECOND = 1_000
const CLOSE_TIMEOUT_MS = 5_000

/** There is no log yet: how it is to be written is among what could not be read. */
const refuse = async (error: unknown): Promise<never> => {
  if (process.stderr.isTTY) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
  } else {
    const log = createLogger({ format: 'json' })
    log.critical('server.start_failed', startFailure(error))
    await log.close()
  }
  return process.exit(1)
}

const load = async <Extra extends ExtraSettings>(
  options: RunOptions<Extra>,
): Promise<Loaded<Config & ConfigOf<Extra>>> => {
  try {
    return loadConfig({ ...options, authenticated: 'unknown' })
  } catch (error) {
    return refuse(error)
  }
}

const openLog = ({ log }: Config): RootLogger =>
  createLogger({
    level: log.level,
    format: log.format,
    // Only one process may write it, and that is the server in whose environment a command starts another.
    ...(log.file === undefined || isPassing()
      ? {}
      : { file: log.file, fileMaxBytes: log.fileMaxBytes, fileBackups: log.fileBackups }),
  })

const reportLoading = (log: Logger, { clamped, warnings, file }: Loaded<Config>): void => {
  if (file !== undefined) log.info('config_loaded', { file })
  for (const each of clamped)
    log.warning('config_clamped', {
      message: `${each.param} was ${each.original}, which is out of range: ${each.new} is used`,
      ...each,
    })
  for (const message of warnings) log.warning('config_warning', { message })
}

const reloaderFor = <Extra extends ExtraSettings>(
  runtime: Runtime,
  loaded: Loaded<Config & ConfigOf<Extra>>,
  options: RunOptions<Extra>,
  log: RootLogger,
): Reloader<Config & ConfigOf<Extra>> => {
  const { extra, onReload } = options
  const load = () => {
    const next = loadConfig({ ...options, authenticated: runtime.auth !== undefined })
    rememberSecrets(ownSecrets(next.config, extra))
    reportLoading(log, next)
    return next
  }
  const isLive = ({ key, setting }: Entry) =>
    setting.live && (onReload !== undefined || !Object.hasOwn(extra ?? {}, key.split('.', 1)[0] ?? ''))
  const table = { ...settings, ...extra }
  const reloader = createReloader({ table, loaded, isLive, load, log, events: runtime.events })
  reloader.uses(config => {
    log.level = config.log.level
  })
  reloader.uses((config, changed) => applyChanges(runtime, config, changed, log))
  if (onReload) reloader.uses(onReload)
  return reloader
}

/**
 * Serves until the process is told to stop: SIGINT, SIGTERM, or on stdio the end of the input. What goes wrong before
 * it serves is written to stderr, and ends the process with code 1.
 */
export const run = async <Extra extends ExtraSettings = Record<never, never>>(
  make: MakeServer<Extra>,
  options: RunOptions<Extra> = {},
): Promise<void> => {
  const loaded = await load(options)
  const { config } = loaded
  rememberSecrets(ownSecrets(config, options.extra))
  tellRun({ configuration: () => ({ ...loaded, config: redacted(config, options.extra) }) })
  const log = openLog(config)
  reportLoading(log, loaded)
  const shutdown = createShutdown({
    delayMs: config.shutdown.delaySec * SECOND,
    graceMs: config.shutdown.graceSec * SECOND,
    log,
  })
  shutdown.register('log', 'log', () => log.close())
  shutdown.install()
  let runtime: Runtime | undefined
  try {
    const watched = watchSections(config)
    const server = await make(watched.config)
    runtime = server.runtime
    shutdown.register('resources', 'lifespans', runtime.close)
    runtime.adjust({ log })
    if (config.tools.package !== undefined) await discoverTools(server, config.tools.package)
    await applyConfig(runtime, config, log)
    const { auth: own, host } = runtime
    const authentication = await createAuthentication({ own, loaded, clock: host.clock, log })
    const reloader = reloaderFor(runtime, loaded, options, log)
    const shown = () => ({ ...reloader.loaded, config: redacted(reloader.loaded.config, options.extra) })
    await serve(runtime, config, { log, shutdown, shown, reloader, authentication })
    // Not before lifespans are open: they may be what looks at a section.
    const seen = new Set([...watched.seen, ...seenByCode])
    const idle = idleSettings(loaded, { seen, runsPrograms: runsPrograms(runtime) })
    if (idle !== undefined) log.warning('config_warning', { message: idle })
    onHangup({
      reload: () => void reloader.reload(),
      stop: () => void shutdown.start('the terminal was closed'),
    })
  } catch (error) {
    // Told to stop while it began: what was opened is being closed already.
    if (shutdown.draining) return
    log.critical('server.start_failed', startFailure(error, config))
    await Promise.race([runtime?.close(), sleep(CLOSE_TIMEOUT_MS)])
    await log.close()
    process.exit(1)
  }
}

const runsPrograms = ({ catalogue }: Runtime): boolean =>
  [...catalogue.current.tools.values()].some(({ info }) => info.hasOwnGuards)

const discoverTools = async (server: Runnable, folderOrPackage: string): Promise<void> => {
  const { discover } = await import('./discover.ts')
  await discover(server, folderOrPackage)
}
