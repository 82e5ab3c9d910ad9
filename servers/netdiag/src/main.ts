import process from 'node:process'
import { run } from 'plinth'
import { ConfigError, loadConfig } from 'plinth/config'
import { createNetdiag } from './server.ts'
import { netdiagSettings, optionsFrom } from './settings.ts'

const load = () => {
  try {
    return loadConfig({ extra: netdiagSettings })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

const loaded = load()
await run(() => createNetdiag(optionsFrom(loaded.config)).server, { loaded })
