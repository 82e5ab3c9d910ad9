import { type Clamped, clamp } from './clamp.ts'
import { concealUrls } from './conceal.ts'
import type { ConfigProblem } from './config-error.ts'
import { type Found, find, findInFile, type Layers } from './layers.ts'
import type { Entry, Profile } from './setting.ts'

/** Where a value came from: for example `env(MCP_PORT)`. */
export type Source = 'default' | `profile(${Profile})` | Found['source']

export interface Resolved {
  /** By key of the setting. */
  readonly values: ReadonlyMap<string, unknown>
  readonly sources: Readonly<Record<string, Source>>
  /** By key, what a problem with the value should call it: where it was set, or else where it can be. */
  readonly labels: ReadonlyMap<string, string>
  readonly clamped: readonly Clamped[]
  readonly problems: readonly ConfigProblem[]
}

const shown = (raw: unknown) => {
  const text = concealUrls(JSON.stringify(raw))
  return text.length > 80 ? `${text.slice(0, 80)}...` : text
}

const problemWith = (
  { key, setting }: Entry,
  { label, raw, source }: Found,
  hint?: string,
): ConfigProblem => {
  const is = setting.secret && setting.type !== 'url' ? '' : `is ${shown(raw)}, but `
  const end = hint === undefined ? '' : `. ${hint}`
  return { name: source === 'file' ? key : label, message: `${label} ${is}must be ${setting.allowed}${end}` }
}

/**
 * Finds the value of each setting: the uppermost layer that has one, else the default of the profile or the general
 * one. A value that cannot be read is a problem, and what was meant or the default stands in for it.
 */
export const resolveSettings = (entries: readonly Entry[], layers: Layers, profile: Profile): Resolved => {
  const values = new Map<string, unknown>()
  const sources: Record<string, Source> = {}
  const labels = new Map<string, string>()
  const clamped: Clamped[] = []
  const problems: ConfigProblem[] = []

  const read = (entry: Entry, found: Found): unknown => {
    const reading = entry.setting.read(found.raw)
    if (reading.ok) return reading.value
    problems.push(problemWith(entry, found, reading.hint))
    return reading.meant ?? entry.setting.default
  }

  const inRange = ({ key, setting }: Entry, value: unknown): unknown => {
    if (typeof value !== 'number' || !setting.range) return value
    const near = clamp(value, setting.range)
    if (near !== value) clamped.push({ param: key, original: value, new: near })
    return near
  }

  for (const entry of entries) {
    const { key, names, setting } = entry
    const found = find(entry, layers)
    const overruled = found?.source === 'file' ? undefined : findInFile(entry, layers)
    // A file belongs to this server alone, so what is wrong in it is wrong also where the environment overrules it.
    if (overruled) read(entry, overruled)
    const own = setting.profiles[profile]
    sources[key] = found?.source ?? (own === undefined ? 'default' : `profile(${profile})`)
    labels.set(key, found?.label ?? names[0] ?? key)
    values.set(key, found ? inRange(entry, read(entry, found)) : (own ?? setting.default))
  }
  return { values, sources, labels, clamped, problems }
}
