import type { Config } from '../config/index.ts'
import type { Logger } from '../logger.ts'
import type { Adjustments } from './adjusted.ts'
import { filterTypos } from './filter-typos.ts'
import type { Runtime } from './runtime.ts'
import { tasksOf } from './task-settings.ts'
import { tellOfMissingTasks } from './tasks-wanted.ts'

const SECOND = 1_000

const filterOf = ({ tools, modules }: Config) => ({
  include: tools.include,
  exclude: tools.exclude,
  includeTags: tools.includeTags,
  excludeTags: tools.excludeTags,
  modules: modules.enabled,
})

const limitsOf = ({ tools, command, breaker }: Config): Adjustments => ({
  defaultTimeoutMs: tools.defaultTimeoutSec * SECOND,
  maxTimeoutMs: tools.maxTimeoutSec * SECOND,
  unknownArguments: tools.unknownArguments,
  command: {
    maxArgsBytes: command.maxArgsLen,
    maxStdoutBytes: command.maxStdoutBytes,
    maxStderrBytes: command.maxStderrBytes,
    maxMemoryMb: command.maxMemoryMb,
    maxFileDescriptors: command.maxFileDescriptors,
    defaultTimeoutSec: tools.defaultTimeoutSec,
    maxTimeoutSec: tools.maxTimeoutSec,
    defaultConcurrency: tools.defaultConcurrency,
    breaker,
  },
})

const applyFilter = (runtime: Runtime, config: Config, log: Logger): void => {
  const filter = filterOf(config)
  for (const message of filterTypos(runtime.catalogue, filter)) log.warning('config_warning', { message })
  runtime.adjust({ filter })
}

/** Applies to a server what its configuration says of it. */
export const applyConfig = async (runtime: Runtime, config: Config, log: Logger): Promise<void> => {
  applyFilter(runtime, config, log)
  runtime.adjust({
    ...limitsOf(config),
    stateKeys: config.state.keys,
    maskErrors: config.errors.masked,
    tasks: await tasksOf(config, runtime.ownTaskStore, log),
  })
  tellOfMissingTasks(runtime, log)
}

/** Applies what has changed while the server runs. Clients hear of another choice of tools. */
export const applyChanges = (
  runtime: Runtime,
  config: Config,
  changed: readonly string[],
  log: Logger,
): void => {
  if (changed.some(key => /^tools\.(in|ex)clude/.test(key))) applyFilter(runtime, config, log)
  runtime.adjust(limitsOf(config))
}
