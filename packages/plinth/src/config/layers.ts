import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ConfigProblem } from './config-error.ts'
import { type Environment, parseDotenv, setVariables } from './environment.ts'
import { type FileValue, readFileContent } from './file.ts'
import { readSecretFiles, type SecretFile } from './secret-files.ts'
import { type Entry, entriesOf, type SettingsTable } from './setting.ts'

/** Where settings are looked for. */
export interface LayerOptions {
  /** The environment. Default `process.env`. */
  readonly env?: Environment
  /** Path of the configuration file. Default: what `MCP_CONFIG_FILE` says. */
  readonly file?: string
  /** Path of a file with further environment variables, or false for none. Default `.env`, where there is one. */
  readonly dotenv?: string | false
  /** Folder from which these paths start. Default: the working directory. */
  readonly cwd?: string
  /** Reads a text file. Default: from the disk. */
  readonly readFile?: (path: string) => string
}

/** All that was said about the settings, before any of it is judged. */
export interface Layers {
  readonly env: ReadonlyMap<string, string>
  /** Secrets in files that the environment names, by the variable in whose place they stand. */
  readonly secretFiles: ReadonlyMap<string, SecretFile>
  readonly dotenv: ReadonlyMap<string, string>
  /** Path of the file that `dotenv` comes from. */
  readonly dotenvPath: string
  readonly file: ReadonlyMap<string, FileValue>
  /** Path of the configuration file, when there is one. */
  readonly path: string | undefined
  readonly problems: readonly ConfigProblem[]
}

/** What a raw value is called in a problem, and where it came from. */
export interface Found {
  readonly raw: unknown
  readonly label: string
  readonly source: 'file' | `env(${string})` | `.env(${string})`
}

export const FILE_VARIABLE = 'MCP_CONFIG_FILE'

/**
 * What decides which code runs and which files are written. A client starts a server in whatever folder is open, and
 * a `.env` that somebody else put there must not decide that.
 */
const NOT_FROM_FOUND_DOTENV = [
  FILE_VARIABLE,
  'TOOLS_PACKAGE',
  'MCP_TOOLS_PACKAGE',
  'MCP_LOG_FILE',
  'MCP_AUDIT_FILE',
  'MCP_TASKS_FILE',
]

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : 'it is not readable'

/** Reads the environment, the `.env` file and the configuration file. */
export const readLayers = (table: SettingsTable, options: LayerOptions): Layers => {
  const { cwd = process.cwd(), readFile = path => readFileSync(path, 'utf8') } = options
  const problems: ConfigProblem[] = []

  const readText = (path: string, what: string): string | undefined => {
    try {
      return readFile(resolve(cwd, path))
    } catch (error) {
      const message = `${path} cannot be read as ${what} (${codeOf(error)}): check the path and its permissions`
      problems.push({ name: path, message })
      return undefined
    }
  }

  const dotenvPath = options.dotenv || '.env'
  const readDotenv = () => {
    if (options.dotenv === false) return ''
    try {
      return readFile(resolve(cwd, dotenvPath))
    } catch (error) {
      const missing = options.dotenv === undefined && codeOf(error) === 'ENOENT'
      return missing ? '' : readText(dotenvPath, 'environment variables')
    }
  }

  const entries = entriesOf(table)
  const env = setVariables(options.env ?? process.env)
  const secrets = readSecretFiles(entries, env, readText)
  problems.push(...secrets.problems)
  const secretFiles = secrets.values
  const dotenv = parseDotenv(readDotenv() ?? '')
  if (options.dotenv === undefined)
    for (const name of NOT_FROM_FOUND_DOTENV.filter(each => dotenv.has(each)))
      problems.push({
        name,
        message: `${name} in ${dotenvPath} is not accepted, because it decides which code runs or which files are written: set it in the environment`,
      })
  const path = options.file ?? env.get(FILE_VARIABLE) ?? dotenv.get(FILE_VARIABLE)
  const named =
    options.file === undefined
      ? `the configuration file that ${FILE_VARIABLE} names`
      : 'the configuration file'
  const content = path === undefined ? undefined : readText(path, named)
  if (path === undefined || content === undefined)
    return { env, secretFiles, dotenv, dotenvPath, file: new Map(), path, problems }
  const file = readFileContent(content, path, table, entries)
  return {
    env,
    secretFiles,
    dotenv,
    dotenvPath,
    file: file.values,
    path,
    problems: [...problems, ...file.problems],
  }
}

/** What the uppermost layer says that says anything: environment, `.env`, file. */
export const find = (entry: Entry, layers: Layers): Found | undefined => {
  for (const name of entry.names) {
    const raw = layers.env.get(name)
    if (raw !== undefined) return { raw, label: name, source: `env(${name})` }
    const secret = layers.secretFiles.get(name)
    if (secret) return { raw: secret.raw, label: secret.variable, source: `env(${secret.variable})` }
  }
  for (const name of entry.names) {
    const raw = layers.dotenv.get(name)
    if (raw !== undefined) return { raw, label: `${name} in ${layers.dotenvPath}`, source: `.env(${name})` }
  }
  return findInFile(entry, layers)
}

/** What the configuration file says. */
export const findInFile = ({ key }: Entry, layers: Layers): Found | undefined => {
  const value = layers.file.get(key)
  return value && { raw: value.raw, label: `${value.written} in ${layers.path}`, source: 'file' }
}
