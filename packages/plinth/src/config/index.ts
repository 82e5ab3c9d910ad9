/**
 * The configuration: loading it, and settings of a server's own.
 *
 * @module plinth/config
 */

export { type Clamped, clamp, clampAll } from './clamp.ts'
export { ConfigError, type ConfigProblem } from './config-error.ts'
export { describeSettings, type SettingDescription } from './describe-settings.ts'
export type { Environment } from './environment.ts'
export { bool, choice, int, list, number, optionalText, secret, secrets, text, url } from './kinds.ts'
export type { LayerOptions } from './layers.ts'
export type { Defaults, ExtraSettings, Loaded, LoadOptions } from './load.ts'
export { loadConfig } from './load-for-code.ts'
export { isReadableOnTheWay } from './loopback.ts'
export { redacted } from './redacted.ts'
export type { Source } from './resolve.ts'
export type {
  ConfigOf,
  Profile,
  Range,
  Reading,
  Section,
  Setting,
  SettingsTable,
  SettingType,
} from './setting.ts'
export { type Config, settings } from './settings.ts'
