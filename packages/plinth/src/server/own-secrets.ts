import { entriesOf, type Setting, type SettingsTable } from '../config/setting.ts'
import { settings } from '../config/settings.ts'
import { valueAt } from '../config/value-at.ts'
import { isSecretName } from '../redact-text.ts'

const inUrl = (value: unknown): string[] => {
  const url = URL.parse(String(value))
  if (!url?.password) return []
  return [url.password, decodeURIComponent(url.password), btoa(`${url.username}:${url.password}`)]
}

const inSetting = ({ secret, type }: Setting, value: unknown): string[] => {
  if (value === undefined) return []
  if (type === 'url') return inUrl(value)
  return secret ? [value].flat().map(String) : []
}

// The working directory goes by the name that others give to a password, and a file of secrets is none itself.
const notSecret = /^PWD$|_(?:FILE|PATH|DIR)$/i

/**
 * The values that a server's process has to keep to itself: secret settings, passwords in the addresses of others, and
 * variables of the environment that go by the name of a secret.
 */
export const ownSecrets = (
  config: object,
  extra: SettingsTable = {},
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] => {
  const entries = entriesOf({ ...settings, ...extra })
  // The path of a file with tokens is none itself.
  const harmless = new Set(entries.flatMap(({ names, setting }) => (setting.secret ? [] : names)))
  return [
    ...entries.flatMap(({ key, setting }) => inSetting(setting, valueAt(config, key))),
    ...Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && isSecretName(name) && !notSecret.test(name) && !harmless.has(name)
        ? [value]
        : [],
    ),
  ]
}
