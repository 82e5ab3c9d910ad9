import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeSettings, type SettingDescription } from 'plinth/config'

/** Read and checked, but nothing reads them afterwards. */
const WITHOUT_EFFECT = ['server.workers']

const introduction = (withoutEffect: readonly string[]): string => `# Configuration

Made by \`npm run docs:configuration\` from the table of settings in \`packages/plinth/src/config\`.

A value comes from the first of these that has one: an environment variable, \`.env\` in the working directory, the file
that \`MCP_CONFIG_FILE\` names, the profile, the default. Numbers out of range are brought into it and logged as
\`config_clamped\`. Everything else that is wrong is [refused at the start](troubleshooting.md#the-server-does-not-start),
with the name of the variable or the key. An empty variable counts as unset. Lists are separated by commas. Where several variables are named, the
first wins.

The file is YAML or JSON. A key stands in its section or is written whole, and so are the names of variables accepted,
with or without \`MCP_\`; \`max_body_bytes\`, \`max-body-bytes\` and \`maxBodyBytes\` are the same. These four say the same,
and a file may hold one of them:

\`\`\`yaml
server: { port: 9000 }
\`\`\`

\`\`\`yaml
server.port: 9000
\`\`\`

\`\`\`yaml
MCP_SERVER_PORT: 9000
\`\`\`

\`\`\`json
{ "server": { "port": 9000 } }
\`\`\`

Clients start servers in whatever folder is open. So a \`.env\` that is found there may not say which code runs or which
files are written: \`TOOLS_PACKAGE\`, \`MCP_CONFIG_FILE\`, \`MCP_LOG_FILE\`, \`MCP_AUDIT_FILE\` and \`MCP_TASKS_FILE\` are accepted from
the environment only.

A secret may stand in a file, as containers are given them: \`MCP_SERVER_TOKEN_FILE=/run/secrets/server-token\` in the
environment, and so with the name of every setting that is a secret, those of a server's own too. White space around it is
left out.

Settings marked "live" change without a restart when the file is [read again](operations.md#reloading-the-configuration).

## What has no effect yet

These settings are read and checked, and nothing follows from them in this version:

${withoutEffect.map(key => `- \`${key}\``).join('\n')}

\`security.allowPlaintextUpstreams\` only decides whether the addresses of an authorization server may begin with
\`http://\`, and in the production profile \`metrics.pushUrl\`, \`tracing.otlpUrl\` and \`tasks.redisUrl\` (\`redis://\`).

Some have an effect in some places only: metrics where \`prom-client\` is installed, on stdio only where they are pushed
or exported; traces where the packages of OpenTelemetry are installed; \`command\` and \`tools.defaultConcurrency\` on command tools, \`breaker\` on these too; \`breaker\`,
\`rateLimit\`, \`cache\`, \`retry\`, \`concurrency\`, \`features.caching\` and \`log.payloads\` on servers that use the
[recommended middleware](middleware.md#the-recommended-stack); \`security.allowIntrusive\` on servers that read it, as the
network diagnostics server does.
`

const cell = (text: string): string => text.replaceAll('|', '\\|')

const shown = (value: unknown): string => {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '-'
  return `\`${Array.isArray(value) ? value.join(',') : String(value)}\``
}

const row = ({
  key,
  env,
  description,
  default: value,
  profiles,
  allowed,
  live,
}: SettingDescription): string => {
  const inProfiles = Object.entries(profiles).map(([profile, special]) => `${profile}: ${shown(special)}`)
  const cells = [
    `\`${key}\``,
    env.map(name => `\`${name}\``).join(', '),
    cell(live ? `${description}; live` : description),
    [shown(value), ...inProfiles].join('; '),
    cell(allowed),
  ]
  return `| ${cells.join(' | ')} |`
}

/** The page of documentation about the settings. */
export const configurationPage = (): string => {
  const all = describeSettings()
  const gone = WITHOUT_EFFECT.filter(key => !all.some(setting => setting.key === key))
  if (gone.length > 0) throw new Error(`Settings that the page says have no effect do not exist: ${gone}`)
  const sections = new Map<string, SettingDescription[]>()
  for (const setting of all) {
    const section = setting.key.includes('.') ? (setting.key.split('.')[0] as string) : 'general'
    sections.set(section, [...(sections.get(section) ?? []), setting])
  }
  const tables = [...sections].map(([section, settings]) =>
    [
      `## ${section}`,
      '',
      '| Key | Variable | What it is | Default | Must be |',
      '|---|---|---|---|---|',
      ...settings.map(row),
      '',
    ].join('\n'),
  )
  return [introduction(WITHOUT_EFFECT), ...tables].join('\n')
}

if (import.meta.main)
  writeFileSync(join(import.meta.dirname, '../docs/configuration.md'), configurationPage())
