import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Config,
  ConfigError,
  type Environment,
  type Loaded,
  loadConfig,
  redacted,
} from '../../config/index.ts'
import { valueAt } from '../../config/value-at.ts'
import { type Diagnosis, inArea } from './diagnosis.ts'

const { ok, note, warning, problem } = inArea('configuration')

/** A variable that a server declares itself looks to the platform like a slip. */
const isAboutUnknown = (text: string): boolean => text.includes(' is not a setting ')

function* told({ config, sources, clamped, warnings, file }: Loaded<Config>): Generator<Diagnosis> {
  const shown = redacted(config)
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
    if (isAboutUnknown(text)) yield note(text, "Nothing, where it is a setting of the server's own")
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

/** The configuration in effect; undefined where it is refused. */
export const checkConfiguration = (
  env: Environment,
  cwd: string,
): { readonly found: readonly Diagnosis[]; readonly config: Config | undefined } => {
  const dotenv = environmentFile(cwd)
  try {
    const loaded = loadConfig({ env, cwd, authenticated: 'unknown' })
    return { found: [...dotenv, ...told(loaded)], config: loaded.config }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const problems = error.problems.map(({ message }) =>
      problem(message, 'Correct it: no server starts with it'),
    )
    return { found: [...dotenv, ...problems], config: undefined }
  }
}
