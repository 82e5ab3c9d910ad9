import { concealUrls, HIDDEN } from './conceal.ts'
import { mapTable, type Setting, type SettingsTable } from './setting.ts'
import { settings } from './settings.ts'
import { valueAt } from './value-at.ts'

const hide = ({ secret, type }: Setting, value: unknown): unknown => {
  if (value === undefined) return undefined
  if (type === 'url') return concealUrls(String(value))
  if (!secret) return value
  return Array.isArray(value) ? value.map(() => HIDDEN) : HIDDEN
}

/**
 * The configuration for display: secrets are replaced, those that are not set stay undefined. What no setting
 * describes is left out.
 *
 * @param extra sections of the server's own, as given to `loadConfig`
 * @example
 * const { config } = loadConfig({ env: { MCP_SERVER_TOKEN: 'correct-horse-battery' }, dotenv: false })
 * redacted(config).server // { ..., token: '[redacted]', ... }
 */
export const redacted = (config: object, extra: SettingsTable = {}): Readonly<Record<string, unknown>> =>
  mapTable({ ...settings, ...extra }, ({ key, setting }) => hide(setting, valueAt(config, key)))
