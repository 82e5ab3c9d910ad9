import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeSettings, type SettingDescription } from 'plinth/config'

const INTRODUCTION = `# Configuration

Made by \`npm run docs:configuration\` from the table of settings in \`packages/plinth/src/config\`.

A value comes from the first of these that has one: an environment variable, \`.env\` in the working directory, the file
that \`MCP_CONFIG_FILE\` names (YAML or JSON, by section: \`server: { port: 9000 }\`), the profile, the default. Numbers out
of range are brought into it and logged as \`config_clamped\`. Everything else that is wrong is refused at the start, all
of it at once, with the name of the variable or the key. An empty variable counts as unset. Lists are separated by
commas. Where several variables are named, the first wins.

Clients start servers in whatever folder is open. So a \`.env\` that is found there may not say which code runs or which
files are written: \`TOOLS_PACKAGE\`, \`MCP_CONFIG_FILE\` and \`MCP_LOG_FILE\` are accepted from the environment only.

Settings for metrics, tracing, health, rate limits, caching and several workers are read and checked already; what they
govern is not part of this version yet.
`

const cell = (text: string): string => text.replaceAll('|', '\\|')

const shown = (value: unknown): string => {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '-'
  return `\`${Array.isArray(value) ? value.join(',') : String(value)}\``
}

const row = ({ env, description, default: value, profiles, allowed }: SettingDescription): string => {
  const inProfiles = Object.entries(profiles).map(([profile, special]) => `${profile}: ${shown(special)}`)
  const cells = [
    env.map(name => `\`${name}\``).join(', '),
    cell(description),
    [shown(value), ...inProfiles].join('; '),
    cell(allowed),
  ]
  return `| ${cells.join(' | ')} |`
}

/** The page of documentation about the settings. */
export const configurationPage = (): string => {
  const sections = new Map<string, SettingDescription[]>()
  for (const setting of describeSettings()) {
    const section = setting.key.includes('.') ? (setting.key.split('.')[0] as string) : 'general'
    sections.set(section, [...(sections.get(section) ?? []), setting])
  }
  const tables = [...sections].map(([section, settings]) =>
    [
      `## ${section}`,
      '',
      '| Variable | What it is | Default | Must be |',
      '|---|---|---|---|',
      ...settings.map(row),
      '',
    ].join('\n'),
  )
  return [INTRODUCTION, ...tables].join('\n')
}

if (import.meta.main)
  writeFileSync(join(import.meta.dirname, '../docs/configuration.md'), configurationPage())
