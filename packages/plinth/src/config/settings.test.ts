import { describe, expect, it } from 'vitest'
import { describeSettings } from './describe-settings.ts'
import { loadConfig } from './load.ts'
import { type Entry, entriesOf, type SettingType } from './setting.ts'
import { settings } from './settings.ts'

const entries = entriesOf(settings)
const at = (config: object, key: string): unknown =>
  key
    .split('.')
    .reduce<unknown>((node, name) => (node instanceof Object ? Reflect.get(node, name) : undefined), config)

const lists: Readonly<Record<string, string[][]>> = {
  'server.trustedProxies': [['10.0.0.1'], ['10.0.0.0/8', '2001:db8::/32'], ['::1']],
  'server.allowedOrigins': [['https://a.example'], ['https://b.example', 'null'], ['*']],
}

const urls: Readonly<Record<string, string[]>> = {
  'tasks.redisUrl': ['redis://a.example/', 'rediss://user:word@b.example:6380/1', 'redis://127.0.0.1'],
}

/** Three values, as text, that differ from each other and from the default. */
const samples = ({ key, setting }: Entry): [text: string, value: unknown][] => {
  const [min = 0, max = 0] = setting.range ?? []
  const numbers = [min, max, (min + max) / 2, min + 1].map(n => (setting.type === 'int' ? Math.floor(n) : n))
  const enums = setting.allowed.replace('one of ', '').split(', ')
  const long = (letter: string) => (setting.secret ? letter.repeat(16) : letter)
  const byType: Record<SettingType, unknown[]> = {
    int: numbers,
    number: numbers,
    bool: [!setting.default],
    enum: enums,
    string: key === 'server.path' ? ['/a', '/b', '/c'] : ['a', 'b', 'c'].map(long),
    url: urls[key] ?? ['https://a.example/', 'https://b.example/', 'https://c.example/'],
    list: lists[key] ?? [[long('a')], [long('b'), long('c')], [long('d')]],
  }
  return byType[setting.type].filter(value => value !== setting.default).map(value => [String(value), value])
}

const load = (env: Record<string, string>, dotenv = '', file = '') => {
  const files = new Map([
    ['/etc/.env', dotenv],
    ['/etc/plinth.yaml', file],
  ])
  const readFile = (path: string) => files.get(path) ?? ''
  const loaded = loadConfig({
    env: { MCP_CONFIG_FILE: 'plinth.yaml', ...env },
    cwd: '/etc',
    dotenv: '.env',
    readFile,
    authenticated: true,
  })
  expect(loaded.clamped).toEqual([])
  return loaded
}

describe.each(entries.map(entry => [entry.key, entry] as const))('%s', (key, entry) => {
  const [first, second = first, third = second] = samples(entry)
  if (!first || !second || !third) throw new Error(`no samples for ${key}`)
  const value = (loaded: ReturnType<typeof load>) => ({
    value: at(loaded.config, key),
    source: loaded.sources[key],
  })

  it('has its default when nobody says anything', () => {
    expect(value(load({}))).toEqual({ value: entry.setting.default, source: 'default' })
  })

  it('is read from the file', () => {
    expect(value(load({}, '', `${key}: ${JSON.stringify(first[1])}`))).toEqual({
      value: first[1],
      source: 'file',
    })
  })

  it.each(entry.names)('is read from %s, which overrules .env, which overrules the file', name => {
    const file = `${key}: ${JSON.stringify(first[1])}`
    const dotenv = `${name}="${second[0]}"`
    expect(value(load({}, dotenv, file))).toEqual({ value: second[1], source: `.env(${name})` })
    expect(value(load({ [name]: third[0] }, dotenv, file))).toEqual({
      value: third[1],
      source: `env(${name})`,
    })
    expect(value(load({ [name]: ' ' }, dotenv, file)).source).toBe(`.env(${name})`)
  })

  it('takes its names in their order', () => {
    const [upper = '', lower] = entry.names
    if (lower) expect(value(load({ [lower]: first[0], [upper]: second[0] })).value).toEqual(second[1])
  })
})

describe('the table', () => {
  it('gives every variable to one setting only', () => {
    const names = entries.flatMap(entry => entry.names)
    expect(new Set(names).size).toBe(names.length)
  })

  it.each(entries.map(entry => [entry.key, entry.setting] as const))(
    '%s has a default that it allows',
    (_, setting) => {
      for (const value of [setting.default, ...Object.values(setting.profiles)]) {
        if (value === undefined) continue
        expect(setting.read(value)).toEqual({ ok: true, value })
        if (typeof value !== 'number') continue
        expect(value).toBeGreaterThanOrEqual(setting.range?.[0] ?? Number.NaN)
        expect(value).toBeLessThanOrEqual(setting.range?.[1] ?? Number.NaN)
      }
    },
  )

  it('is described whole, for documentation', () => {
    const described = describeSettings()
    expect(described).toHaveLength(entries.length)
    expect(described.find(({ key }) => key === 'server.port')).toEqual({
      key: 'server.port',
      env: ['MCP_SERVER_PORT', 'MCP_PORT'],
      type: 'int',
      default: 8080,
      profiles: {},
      range: [1, 65_535],
      allowed: 'a whole number from 1 to 65535',
      live: false,
      secret: false,
      description: 'Port to listen on',
    })
    for (const { description } of described) expect(description).toMatch(/^[A-Z].{8,}[^.]$/)
  })
})

it.each<[variable: string, byDefault: unknown]>([
  ['LOG_LEVEL', 'info'],
  ['MCP_MAX_ARGS_LEN', 2048],
  ['MCP_MAX_STDOUT_BYTES', 1_048_576],
  ['MCP_MAX_STDERR_BYTES', 262_144],
  ['MCP_DEFAULT_TIMEOUT_SEC', 300],
  ['MCP_MAX_TIMEOUT_SEC', 3600],
  ['MCP_DEFAULT_CONCURRENCY', 2],
  ['MCP_MAX_MEMORY_MB', 512],
  ['MCP_MAX_FILE_DESCRIPTORS', 256],
  ['TOOLS_PACKAGE', undefined],
  ['TOOL_INCLUDE', []],
  ['TOOL_EXCLUDE', []],
  ['MCP_ENABLE_CACHING', false],
  ['MCP_ENABLE_METRICS', true],
  ['MCP_ENABLE_TRACING', false],
  ['MCP_SERVER_TRANSPORT', 'stdio'],
  ['MCP_SERVER_HOST', '127.0.0.1'],
  ['MCP_SERVER_PORT', 8080],
  ['MCP_TRANSPORT', 'stdio'],
  ['MCP_HOST', '127.0.0.1'],
  ['MCP_PORT', 8080],
  ['MCP_SERVER_PATH', '/mcp'],
  ['MCP_SERVER_TOKEN', undefined],
  ['MCP_SERVER_MAX_BODY_BYTES', 4_194_304],
  ['MCP_SERVER_MAX_CONNECTIONS', 100],
  ['MCP_SERVER_ALLOWED_HOSTS', []],
  ['MCP_SERVER_ALLOWED_ORIGINS', []],
  ['MCP_SERVER_TRUSTED_PROXIES', []],
  ['MCP_SESSIONS_MAX', 1000],
  ['MCP_SESSIONS_IDLE_SEC', 300],
  ['MCP_STATE_KEYS', []],
  ['MCP_ERRORS_MASKED', true],
  ['MCP_ENABLED_MODULES', []],
  ['MCP_SECURITY_ALLOW_INTRUSIVE', false],
  ['MCP_SHUTDOWN_GRACE_SEC', 30],
  ['MCP_SHUTDOWN_DELAY_SEC', 0],
  ['MCP_LOG_FILE_MAX_BYTES', 10_485_760],
  ['MCP_LOG_FILE_BACKUPS', 5],
  ['MCP_LOG_FORMAT', 'auto'],
  ['MCP_HEALTH_INTERVAL_SEC', 30],
  ['MCP_HEALTH_TIMEOUT_SEC', 10],
  ['MCP_BREAKER_THRESHOLD', 5],
  ['MCP_BREAKER_RECOVERY_SEC', 60],
  ['MCP_TASKS_FILE', undefined],
  ['MCP_TASKS_REDIS_URL', undefined],
  ['MCP_TASKS_KEYS', []],
  ['MCP_TASKS_CONCURRENCY', 4],
  ['MCP_TASKS_FROM_SEC', 30],
  ['MCP_TASKS_TTL_SEC', 86_400],
  ['MCP_TASKS_KEEP_SEC', 3600],
  ['MCP_TASKS_POLL_INTERVAL_SEC', 1],
  ['MCP_TASKS_MAX', 100_000],
  ['MCP_TASKS_MAX_BYTES', 1_073_741_824],
  ['MCP_PROFILE', 'development'],
])('%s is known, and is %j by default', (variable, byDefault) => {
  const entry = entries.find(({ names }) => names.includes(variable))
  expect(entry?.setting.default).toEqual(byDefault)
})
