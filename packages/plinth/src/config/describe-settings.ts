import { entriesOf, type Profile, type Range, type SettingsTable, type SettingType } from './setting.ts'
import { settings } from './settings.ts'

/** A setting as documentation shows it. */
export interface SettingDescription {
  readonly key: string
  /** Environment variables in order of precedence. */
  readonly env: readonly string[]
  readonly type: SettingType
  readonly default: unknown
  readonly profiles: { readonly [name in Profile]?: unknown }
  readonly range: Range | undefined
  /** What it must be, as it reads after "must be". */
  readonly allowed: string
  readonly live: boolean
  readonly secret: boolean
  readonly description: string
}

/**
 * Describes every setting, for documentation and for `--help`.
 *
 * @param table the settings to describe. Default: those of the platform
 * @example
 * const port = describeSettings().find(({ key }) => key === 'server.port')
 * port?.env // ['MCP_SERVER_PORT', ...]
 */
export const describeSettings = (table: SettingsTable = settings): readonly SettingDescription[] =>
  entriesOf(table).map(({ key, names, setting }) => {
    const { type, profiles, range, allowed, live, secret, description } = setting
    return {
      key,
      env: names,
      type,
      default: setting.default,
      profiles,
      range,
      allowed,
      live,
      secret,
      description,
    }
  })
