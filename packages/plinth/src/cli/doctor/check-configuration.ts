import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigError, loadConfig, redacted } from '../../config/index.ts'
import { valueAt } from '../../config/value-at.ts'
import { configOfModule, type ModuleConfig } from '../config/config-of-module.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { Target } from '../target.ts'
import { type Diagnosis, inArea } from './diagnosis.ts'

const { ok, note, warning, problem } = inArea('configuration')

/** A variable that a server declares itself looks to the platform like a slip. */
const isAboutUnknown = (text: string): boolean => text.includes(' is not a setting ')

/** @param isOwn whether it is the server's own, which knows of settings of its own */
function* told(
  { config: shown, sources, clamped, warnings, file }: ModuleConfig,
  isOwn: boolean,
): Generator<Diagnosis> {
  const set = Object.entries(sources).filter(([, source]) => source !== 'default')
  yield ok(
    set.length === 0 ? 'Every setting has its default' : `${set.length} settings differ from their defaults`,
  )
  for (const [key, source] of set) {
    const origin = source === 'file' ? file : source
    yield note(`${key} is ${JSON.stringify(valueAt(shown, key))}, from ${origin}`)
  }
  for (const { param, original, new: used } of clamped)
    yield warning(
      `${param} was ${original}, which is out of range: ${used} is used`,
      `Set it to ${used}, or nearer`,
    )
  for (const text of warnings) {
    if (isAboutUnknown(text) && !isOwn) yield note(text, "Nothing, where it is a setting of the server's own")
    else yield warning(text, 'See docs/configuration.md')
  }
}

const environmentFile = (cwd: string): Diagnosis[] => {
  const area = inArea('.env')
  const path = join(cwd, '.env')
  if (!existsSync(path)) return [area.note('There is no .env here')]
  const found = [area.ok('.env is read')]
  if (process.platform !== 'win32' && (statSync(path).mode & 0o044) !== 0)
    found.push(area.warning('.env can be read by every user of this machine', 'chmod 600 .env'))
  const ignored = join(cwd, '.gitignore')
  const isIgnored = existsSync(ignored) && /^\/?\.env(\*|\.\*)?\s*$/m.test(readFileSync(ignored, 'utf8'))
  if (existsSync(join(cwd, '.git')) && !isIgnored)
    found.push(
      area.warning('.env is not in .gitignore', 'Add it, before it is committed with what is secret in it'),
    )
  return found
}

export interface CheckedConfiguration {
  readonly found: readonly Diagnosis[]
  /** The configuration in effect, without secrets; undefined where it is refused. */
  readonly config: Config | undefined
}

const asConfig = ({ config }: ModuleConfig): Config => config as unknown as Config

const refused = (messages: readonly string[]): CheckedConfiguration => ({
  found: messages.map(message => problem(message, 'Correct it: no server starts with it')),
  config: undefined,
})

/** What the platform alone would make of it. */
const ofPlatform = ({ env, cwd }: Io): ModuleConfig => {
  const loaded = loadConfig({ env, cwd, authenticated: 'unknown' })
  return { ...loaded, config: redacted(loaded.config) }
}

/** What the server of a file makes of it, with its own settings and defaults. */
const ofFile = async (file: string, platform: ModuleConfig, io: Io): Promise<CheckedConfiguration> => {
  try {
    const own = await configOfModule(file, io)
    return { found: [...told(own, true)], config: asConfig(own) }
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    const [first = '', ...rest] = error.message.split('\n')
    const reason = (first.endsWith(':') ? `${first} ${rest[0] ?? ''}` : first).replace(`${file} `, 'it ')
    const items = rest.filter(line => line.startsWith('- ')).map(line => line.slice(2))
    if (error.exitCode === EXIT.failed) return refused(items.length > 0 ? items : [first])
    const unasked = warning(
      `${file} cannot be asked for its settings, so that these are the platform's: ${reason}`,
      `plinth config ${file}`,
    )
    return { found: [unasked, ...told(platform, false)], config: asConfig(platform) }
  }
}

/** Looks at the configuration that a server would have: that of a file, or without one the platform's. */
export const checkConfiguration = async (
  target: Target | undefined,
  io: Io,
): Promise<CheckedConfiguration> => {
  const dotenv = environmentFile(io.cwd)
  const checked = async (): Promise<CheckedConfiguration> => {
    try {
      const platform = ofPlatform(io)
      if (target?.kind === 'module') return await ofFile(target.file, platform, io)
      return { found: [...told(platform, false)], config: asConfig(platform) }
    } catch (error) {
      if (error instanceof ConfigError) return refused(error.problems.map(({ message }) => message))
      throw error
    }
  }
  const { found, config } = await checked()
  return { found: [...dotenv, ...found], config }
}
