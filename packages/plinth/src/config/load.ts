import type { Clamped } from './clamp.ts'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { FILE_VARIABLE, find, type LayerOptions, type Layers, readLayers } from './layers.ts'
import { resolveSettings, type Source } from './resolve.ts'
import {
  unsafeSettings,
  unsafeUnlessAuthenticated,
  warningsAbout,
  warningsUnlessAuthenticated,
} from './safety.ts'
import { CREDENTIAL_KEYS } from './safety-auth.ts'
import { secretFileVariables } from './secret-files.ts'
import { type ConfigOf, type Entry, entriesOf, mapTable, type Profile, type Section } from './setting.ts'
import { type Config, settings } from './settings.ts'
import { didYouMean } from './suggest.ts'
import { valueAt } from './value-at.ts'

/** Sections of settings that a server adds to those of the platform. */
export type ExtraSettings = Readonly<Record<string, Section>>

/** What a server puts in place of the platform's own defaults: `{ rateLimit: { burst: 50 } }`. */
export type Defaults = { readonly [Name in keyof Config]?: Partial<Config[Name]> }

/** Where `loadConfig` looks, and for what besides the settings of the platform. */
export interface LoadOptions<Extra extends ExtraSettings> extends LayerOptions {
  /** The profile where neither environment nor file names one. Default `development`. */
  readonly profile?: Profile
  /** Sections of the server's own, found in the same places. Default none. */
  readonly extra?: Extra
  /** Defaults of the server's own for settings of the platform; those of a profile still win. Default none. */
  readonly defaults?: Defaults
  /**
   * Whether the program says how callers are known, so that it does not matter what the settings say of that; or that
   * it is not known yet: then see {@link Loaded.unlessAuthenticated}. Default false.
   */
  readonly authenticated?: boolean | 'unknown'
}

/** A configuration and how it came about. */
export interface Loaded<C> {
  readonly config: C
  /** By key, where each value came from. */
  readonly sources: Readonly<Record<string, Source>>
  /** Numbers that were out of range, to be logged as `config_clamped`. */
  readonly clamped: readonly Clamped[]
  /** What is probably not meant, to be logged. */
  readonly warnings: readonly string[]
  /** What is refused, and what is to be logged, should the program not say how callers are known. */
  readonly unlessAuthenticated: {
    readonly problems: readonly ConfigProblem[]
    readonly warnings: readonly string[]
  }
  /** The configuration file that was read. */
  readonly file: string | undefined
}

const unknownVariables = (entries: readonly Entry[], { env, dotenv }: Layers): string[] => {
  const known = [FILE_VARIABLE, ...entries.flatMap(({ names }) => names), ...secretFileVariables(entries)]
  return [...new Set([...env.keys(), ...dotenv.keys()])]
    .filter(name => name.startsWith('MCP_') && !known.includes(name))
    .map(name => `${name} is not a setting and was ignored.${didYouMean(name, known)}`)
}

const tableWith = <Extra extends ExtraSettings>({ extra, profile }: LoadOptions<Extra>) => {
  const taken = Object.keys(extra ?? {}).find(name => Object.hasOwn(settings, name))
  if (taken)
    throw new TypeError(`The section ${taken} of extra settings belongs to the platform: call it otherwise`)
  return {
    ...settings,
    ...extra,
    profile: { ...settings.profile, default: profile ?? settings.profile.default },
  }
}

/** @throws TypeError when a default is none that the setting may have */
const withDefaults = (entries: readonly Entry[], defaults: Defaults): readonly Entry[] =>
  entries.map(entry => {
    const given = valueAt(defaults, entry.key)
    if (given === undefined) return entry
    const { setting, key } = entry
    const reading = setting.read(given)
    if (!reading.ok) throw new TypeError(`The default of ${key} must be ${setting.allowed}`)
    return { ...entry, setting: { ...setting, default: reading.value } }
  })

/** The profile; when what was said cannot be read, that is reported with all else, so that any will do. */
const profileOf = (entry: Entry | undefined, layers: Layers, byDefault: Profile): Profile => {
  const found = entry && find(entry, layers)
  const reading = found && settings.profile.read(found.raw)
  return reading?.ok ? reading.value : byDefault
}

/** Whether a credential could not be read, so that it is not to be said that there is none. */
const isAboutCredentials = (problems: readonly ConfigProblem[], labelOf: (key: string) => string): boolean =>
  CREDENTIAL_KEYS.some(key => problems.some(({ name }) => name === labelOf(key)))

const unlessCodeKnows = ({ name, message }: ConfigProblem): ConfigProblem => ({
  name,
  message: `${message} (unless the server's code says how callers are known)`,
})

/**
 * Loads the configuration, for the platform itself; see `load-for-code.ts`.
 *
 * @throws ConfigError with all problems that were found
 */
export const loadConfig = <Extra extends ExtraSettings = Record<never, never>>(
  options: LoadOptions<Extra> = {},
): Loaded<Config & ConfigOf<Extra>> => {
  const { authenticated = false } = options
  const table = tableWith(options)
  const entries = withDefaults(entriesOf(table), options.defaults ?? {})
  const layers = readLayers(table, options)
  const profile = profileOf(
    entries.find(({ key }) => key === 'profile'),
    layers,
    table.profile.default,
  )
  const { values, sources, labels, clamped, problems } = resolveSettings(entries, layers, profile)

  // Each value was read by the setting that gives the type its member, which the compiler cannot follow.
  const config = Object.freeze(mapTable(table, ({ key }) => values.get(key))) as Config & ConfigOf<Extra>
  const labelOf = (key: string) => labels.get(key) ?? key
  const unlessAuthenticated = {
    problems: unsafeUnlessAuthenticated(config, labelOf),
    warnings: warningsUnlessAuthenticated(config),
  }
  const open = authenticated === false ? unlessAuthenticated : { problems: [], warnings: [] }
  const found = [...layers.problems, ...problems, ...unsafeSettings(config, labelOf), ...open.problems]
  if (found.length > 0) {
    const isCertain = layers.problems.length === 0 && !isAboutCredentials(problems, labelOf)
    const likely = authenticated === 'unknown' && isCertain ? unlessAuthenticated.problems : []
    throw new ConfigError([...found, ...likely.map(unlessCodeKnows)])
  }
  const warnings = [...unknownVariables(entries, layers), ...warningsAbout(config, labelOf), ...open.warnings]
  return { config, sources, clamped, warnings, unlessAuthenticated, file: layers.path }
}
