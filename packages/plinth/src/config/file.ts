import type { ConfigProblem } from './config-error.ts'
import { type Entry, isSetting, type SettingsTable } from './setting.ts'
import { didYouMean } from './suggest.ts'
import { parseYaml } from './yaml.ts'

/** What a file says about a setting. */
export interface FileValue {
  /** The key as it is written there. */
  readonly written: string
  readonly raw: unknown
}

export interface FileContent {
  /** By key of the setting. */
  readonly values: ReadonlyMap<string, FileValue>
  readonly problems: readonly ConfigProblem[]
}

const MAX_DEPTH = 8

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The values in a tree of mappings, with the path to each. */
const leaves = (
  value: unknown,
  path: readonly string[] = [],
): [path: readonly string[], value: unknown][] => {
  if (!isMapping(value) || path.length >= MAX_DEPTH) return [[path, value]]
  const entries = Object.entries(value)
  if (entries.length === 0 && path.length > 0) return [[path, undefined]]
  return entries.flatMap(([key, inner]) => leaves(inner, [...path, key]))
}

/** Makes `max_body_bytes`, `max-body-bytes` and `maxBodyBytes` the same, also as part of a path with dots. */
const normal = (written: string) => written.replace(/[_-]/g, '').toLowerCase()

/** How a setting may be written: by its path, or by its environment variables with or without `MCP_`. */
const spellings = (entries: readonly Entry[]): ReadonlyMap<string, string> => {
  const keys = new Map<string, string>()
  for (const { key, names } of entries) {
    for (const name of names) {
      keys.set(normal(name), key)
      keys.set(normal(name.replace(/^MCP_/, '')), key)
    }
  }
  for (const { key } of entries) keys.set(normal(key), key)
  return keys
}

const keysOf = (entries: readonly Entry[]) => entries.map(({ key }) => key)

const isNothing = (raw: unknown) => raw === null || raw === undefined || raw === ''

const sectionsOf = (table: SettingsTable) =>
  new Set(Object.entries(table).flatMap(([name, node]) => (isSetting(node) ? [] : [normal(name)])))

const hintFor = (at: readonly string[], table: SettingsTable, entries: readonly Entry[]): string => {
  const [section = ''] = at
  const names = sectionsOf(table).has(normal(section)) ? [] : Object.keys(table)
  return didYouMean(at.join('.'), keysOf(entries)) || didYouMean(section, names)
}

const bothWays = (one: string, other: string): string =>
  one === other ? 'in its section and written whole' : `as ${one} and as ${other}`

/**
 * Reads a configuration file: YAML or JSON, with keys nested (`server: { port: 1 }`) or flat (`server.port: 1`,
 * `MCP_SERVER_PORT: 1`). Keys with nothing behind them are as good as absent.
 *
 * @param path what the file is called in problems
 */
export const readFileContent = (
  content: string,
  path: string,
  table: SettingsTable,
  entries: readonly Entry[],
): FileContent => {
  const values = new Map<string, FileValue>()
  const fail = (name: string, message: string): FileContent => ({ values, problems: [{ name, message }] })
  const parsed = parseYaml(content.replace(/^\uFEFF/, ''))
  if ('problem' in parsed) return fail(path, `${path} is neither YAML nor JSON: ${parsed.problem}`)
  if (isNothing(parsed.value)) return { values, problems: [] }
  if (!isMapping(parsed.value))
    return fail(path, `${path} must hold settings by name, such as "log.level: debug"`)

  const problems: ConfigProblem[] = []
  const keys = spellings(entries)
  const sections = sectionsOf(table)
  for (const [at, raw] of leaves(parsed.value)) {
    const written = at.join('.')
    const key = keys.get(normal(written))
    if (key === undefined) {
      if (isNothing(raw) && sections.has(normal(written))) continue
      const hint = hintFor(at, table, entries)
      problems.push({ name: written, message: `${written} in ${path} is not a setting.${hint}` })
      continue
    }
    if (isNothing(raw)) continue
    const first = values.get(key)?.written
    if (first === undefined) values.set(key, { written, raw: typeof raw === 'string' ? raw.trim() : raw })
    else
      problems.push({
        name: key,
        message: `${path} sets ${key} twice, ${bothWays(first, written)}: keep one`,
      })
  }
  return { values, problems }
}
