/** The smallest and the largest number that is allowed, both included. */
export type Range = readonly [min: number, max: number]

/** What a server runs for; each has defaults of its own. */
export type Profile = 'development' | 'staging' | 'production'

/** What a value of a setting is, as documentation and `--help` call it. */
export type SettingType = 'int' | 'number' | 'bool' | 'enum' | 'string' | 'url' | 'list'

/**
 * What became of a raw value: the value, or what to do about it besides what is allowed anyway. What was `meant` stands
 * in for a value that is refused, so that it is not reported as missing too.
 */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly hint?: string; readonly meant?: T }

/** One setting: what it means, where it comes from, and what it may be. */
export interface Setting<T = unknown> {
  readonly type: SettingType
  readonly default: T
  /** Defaults that a profile puts in place of the general one. */
  readonly profiles: { readonly [name in Profile]?: T }
  readonly description: string
  /** Environment variables below `MCP_<SECTION>_<KEY>`, in order of precedence. */
  readonly env: readonly string[]
  /** Numbers outside are clamped. */
  readonly range: Range | undefined
  /** Whether it applies at once when the file is read again; others need a restart. */
  readonly live: boolean
  /** Whether its value may never be shown, and may stand in a file; of an address the host is shown. */
  readonly secret: boolean
  /** What it must be, as it reads after "must be". */
  readonly allowed: string
  /** Turns text from the environment, or a value from a file, into the setting's value. */
  read(raw: unknown): Reading<T>
}

/** Settings by key, without the name of the section. */
export type Section = Readonly<Record<string, Setting>>

/** Settings in sections; one without a section stands by itself. */
export type SettingsTable = Readonly<Record<string, Setting | Section>>

/** The type of the configuration that a table of settings describes. */
export type ConfigOf<T> = {
  readonly [Name in keyof T]: T[Name] extends Setting<infer Value>
    ? Value
    : { readonly [Key in keyof T[Name]]: T[Name][Key] extends Setting<infer Value> ? Value : never }
}

/** A setting in its place. */
export interface Entry {
  /** Its path, for example `server.maxBodyBytes`. */
  readonly key: string
  /** Its environment variables in order of precedence. */
  readonly names: readonly string[]
  readonly setting: Setting
}

const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()

const entryAt = (path: readonly string[], setting: Setting): Entry => ({
  key: path.join('.'),
  names: [['MCP', ...path.map(snake)].join('_'), ...setting.env],
  setting,
})

export const isSetting = (node: Setting | Section): node is Setting => typeof node.read === 'function'

const entryBySetting = new WeakMap<Setting, Entry>()

/** Made once: each of the several hundred is looked at by many when a server starts. */
const entryOf = (path: readonly string[], setting: Setting): Entry => {
  const known = entryBySetting.get(setting)
  if (known && known.key === path.join('.')) return known
  const entry = entryAt(path, setting)
  entryBySetting.set(setting, entry)
  return entry
}

/** Makes an object of the table's shape, with what `valueFor` gives for each setting. */
export const mapTable = (
  table: SettingsTable,
  valueFor: (entry: Entry) => unknown,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(table).map(([name, node]) => {
      if (isSetting(node)) return [name, valueFor(entryOf([name], node))]
      const section = Object.entries(node).map(([key, setting]) => [
        key,
        valueFor(entryOf([name, key], setting)),
      ])
      return [name, Object.freeze(Object.fromEntries(section))]
    }),
  )

/** All settings of a table, in its order. */
export const entriesOf = (table: SettingsTable): readonly Entry[] => {
  const entries: Entry[] = []
  mapTable(table, entry => entries.push(entry))
  return entries
}
