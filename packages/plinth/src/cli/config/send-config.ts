import { subscribe } from 'node:diagnostics_channel'
import { writeSync } from 'node:fs'
import process from 'node:process'
import { loadConfig, redacted } from '../../config/index.ts'
import type { ShownConfig } from '../../operate/rest/deps.ts'
import { type RunStarted, runChannel } from '../../server/run-channel.ts'
import { loadModule } from '../load-module.ts'
import { type ModuleConfig, RESULT_FD } from './config-of-module.ts'
import { explained } from './explained.ts'

/** Hands the configuration over and ends the process, before the server opens anything. */
const send = (shown: ShownConfig & Partial<ModuleConfig>): never => {
  const { config, sources, file, clamped = [], warnings = [] } = shown
  writeSync(RESULT_FD, JSON.stringify({ config, sources, file, clamped, warnings } satisfies ModuleConfig))
  process.exit(0)
}

/** The other end of `configOfModule`. */
export const sendConfig = async (file: string): Promise<void> => {
  subscribe(runChannel.name, message => {
    const { configuration } = message as RunStarted
    if (configuration) send(configuration())
  })
  const offer = await loadModule({ kind: 'module', file, isProgram: false })
  if (!offer) return
  const { extra } = offer.options
  const loaded = explained(() => loadConfig({ ...offer.options, authenticated: 'unknown' }))
  send({ ...loaded, config: redacted(loaded.config, extra) })
}
