import { describe, expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { secret, url } from './kinds.ts'
import { loadConfig } from './load.ts'

const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' })

const disk = (files: Record<string, string>) => ({
  cwd: '/srv',
  readFile: (path: string) => {
    const content = files[path]
    if (content === undefined) throw missing
    return content
  },
})

const load = (env: Record<string, string>, files: Record<string, string> = {}) =>
  loadConfig({ env, ...disk(files) })

const problemsOf = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  throw new Error('nothing was refused')
}

const refusal = (env: Record<string, string>, files: Record<string, string> = {}) =>
  problemsOf(() => load(env, files)).map(({ message }) => message)

describe('refused', () => {
  it.each<[name: string, value: string, message: string]>([
    ['MCP_SERVER_PORT', 'http', 'MCP_SERVER_PORT is "http", but must be a whole number from 1 to 65535'],
    ['MCP_PORT', '80.5', 'MCP_PORT is "80.5", but must be a whole number from 1 to 65535'],
    ['MCP_PORT', '0x50', 'MCP_PORT is "0x50", but must be a whole number from 1 to 65535'],
    ['MCP_PORT', 'NaN', 'MCP_PORT is "NaN", but must be a whole number from 1 to 65535'],
    ['MCP_SHUTDOWN_GRACE_SEC', '30s', 'MCP_SHUTDOWN_GRACE_SEC is "30s", but must be a number from 0 to 300'],
    [
      'MCP_SHUTDOWN_GRACE_SEC',
      'Infinity',
      'MCP_SHUTDOWN_GRACE_SEC is "Infinity", but must be a number from 0 to 300',
    ],
    [
      'MCP_ERRORS_MASKED',
      'maybe',
      'MCP_ERRORS_MASKED is "maybe", but must be true or false (or yes, no, on, off, 1, 0)',
    ],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL is "loud", but must be one of debug, info, warning, error, critical'],
    [
      'MCP_SERVER_PATH',
      'mcp',
      'MCP_SERVER_PATH is "mcp", but must be a path that begins with / and has no ?, # or white space',
    ],
    [
      'MCP_HOST',
      'http://a',
      'MCP_HOST is "http://a", but must be a host name or an IP address, without scheme, brackets or port',
    ],
    [
      'MCP_HOST',
      '10.0.0.1:80',
      'MCP_HOST is "10.0.0.1:80", but must be a host name or an IP address, without scheme, brackets or port',
    ],
    ['MCP_PROFILE', 'prod', 'MCP_PROFILE is "prod", but must be one of development, staging, production'],
    [
      'MCP_METRICS_PUSH_URL',
      'gw:9091',
      'MCP_METRICS_PUSH_URL is "gw:9091", but must be a URL that begins with http:// or https://',
    ],
  ])('%s=%s', (name, value, message) => {
    expect(refusal({ [name]: value })).toEqual([message])
  })

  it('the SSE transport, naming its replacement', () => {
    expect(refusal({ MCP_TRANSPORT: 'SSE' })).toEqual([
      'MCP_TRANSPORT is "SSE", but must be one of stdio, http. The HTTP+SSE transport of 2024 is not served: use http, which replaces it',
    ])
  })

  it('all at once, wherever they stand', () => {
    const problems = problemsOf(() =>
      load(
        { MCP_CONFIG_FILE: 'c.yaml', MCP_PORT: 'x', MCP_PROFILE: 'production', MCP_ERRORS_MASKED: 'false' },
        { '/srv/c.yaml': 'servr: { port: 1 }\nlog: { level: loud }', '/srv/.env': 'MCP_SESSIONS_MAX=many' },
      ),
    )
    expect(problems.map(({ name }) => name)).toEqual([
      'servr.port',
      'MCP_PORT',
      'MCP_SESSIONS_MAX in .env',
      'log.level',
      'MCP_ERRORS_MASKED',
    ])
    const { message } = new ConfigError(problems)
    for (const problem of problems) expect(message).toContain(`\n- ${problem.message}`)
  })

  it('a value in the file also where the environment overrules it', () => {
    expect(
      refusal({ MCP_CONFIG_FILE: 'c.yaml', MCP_PORT: '80' }, { '/srv/c.yaml': 'server.port: x' }),
    ).toEqual(['server.port in c.yaml is "x", but must be a whole number from 1 to 65535'])
  })

  it('files that cannot be read, by what named them', () => {
    expect(refusal({ MCP_CONFIG_FILE: 'gone.yaml' })).toEqual([
      'gone.yaml cannot be read as the configuration file that MCP_CONFIG_FILE names (ENOENT): check the path and its permissions',
    ])
    expect(
      problemsOf(() => loadConfig({ env: {}, ...disk({}), file: 'gone.yaml', dotenv: 'gone.env' })),
    ).toHaveLength(2)
  })

  it('extra settings under a name of the platform', () => {
    expect(() => loadConfig({ env: {}, dotenv: false, extra: { server: {} } })).toThrow(
      'belongs to the platform',
    )
  })
})

describe('accepted', () => {
  it.each([
    ['MCP_TRANSPORT', 'streamable-http', 'server', 'transport', 'http'],
    ['MCP_TRANSPORT', 'HTTP', 'server', 'transport', 'http'],
    ['LOG_LEVEL', 'WARN', 'log', 'level', 'warning'],
    ['LOG_LEVEL', 'INFO', 'log', 'level', 'info'],
    ['MCP_ENABLE_CACHING', 'Yes', 'features', 'caching', true],
    ['MCP_ENABLE_METRICS', '0', 'features', 'metrics', false],
    ['TOOL_INCLUDE', ' nmap, ping ,,', 'tools', 'include', ['nmap', 'ping']],
    ['MCP_HOST', '::', 'server', 'host', '::'],
    ['MCP_SERVER_TOKEN', 'abcdefgh\n', 'server', 'token', 'abcdefgh'],
    ['MCP_SHUTDOWN_GRACE_SEC', '0.5', 'shutdown', 'graceSec', 0.5],
  ])('%s=%s', (name, value, section, key, expected) => {
    const { config } = load({ [name]: value })
    expect(Reflect.get(Reflect.get(config, section), key)).toEqual(expected)
  })

  it('an empty value as none', () => {
    const { config, sources } = load({
      MCP_SERVER_TOKEN: '',
      MCP_SERVER_PORT: '  ',
      MCP_PORT: '99',
      MCP_CONFIG_FILE: '',
    })
    expect(config.server).toMatchObject({ token: undefined, port: 99 })
    expect(sources['server.token']).toBe('default')
  })

  it('any name from the environment before any from .env', () => {
    const { config } = load({ MCP_PORT: '1111' }, { '/srv/.env': 'MCP_SERVER_PORT=2222' })
    expect(config.server.port).toBe(1111)
  })

  it('a profile that .env names, and a configuration file where the program names the .env itself', () => {
    const files = {
      '/srv/.env': 'MCP_CONFIG_FILE=conf/c.yaml\nMCP_PROFILE=staging # where it runs',
      '/srv/conf/c.yaml': 'tools: { include: [a, b] }',
    }
    const { config, file } = loadConfig({ env: {}, dotenv: '.env', ...disk(files) })
    expect(config.tools.include).toEqual(['a', 'b'])
    expect(config.profile).toBe('staging')
    expect(file).toBe('conf/c.yaml')
  })

  it.each(['TOOLS_PACKAGE', 'MCP_CONFIG_FILE', 'MCP_LOG_FILE', 'MCP_AUDIT_FILE', 'MCP_TASKS_FILE'])(
    'no %s from a .env that was just there',
    name => {
      const problems = problemsOf(() => load({}, { '/srv/.env': `${name}=./evil`, '/srv/evil': '' }))
      expect(problems.map(problem => problem.name)).toEqual([name])
    },
  )

  it('a path in code before MCP_CONFIG_FILE', () => {
    const files = { '/srv/a.yaml': 'log.level: error', '/srv/b.yaml': 'log.level: debug' }
    expect(
      loadConfig({ env: { MCP_CONFIG_FILE: 'b.yaml' }, file: 'a.yaml', ...disk(files) }).config.log.level,
    ).toBe('error')
  })

  it('no .env when told so', () => {
    const { config } = loadConfig({ env: {}, dotenv: false, ...disk({ '/srv/.env': 'MCP_PORT=1' }) })
    expect(config.server.port).toBe(8080)
  })
})

describe('profiles', () => {
  it('put their defaults below everything that was said', () => {
    const staging = load({ MCP_PROFILE: 'staging' })
    expect(staging.config.log.format).toBe('json')
    expect(staging.sources['log.format']).toBe('profile(staging)')
    expect(load({ MCP_PROFILE: 'staging', MCP_LOG_FORMAT: 'pretty' }).config.log.format).toBe('pretty')
  })

  it('come from the file or from code where the environment names none', () => {
    const { config } = load({ MCP_CONFIG_FILE: 'c' }, { '/srv/c': 'profile: staging' })
    expect([config.profile, config.log.format]).toEqual(['staging', 'json'])
    const byCode = loadConfig({ env: {}, dotenv: false, profile: 'staging' }).config
    expect([byCode.profile, byCode.log.format]).toEqual(['staging', 'json'])
    expect(
      loadConfig({ env: { MCP_PROFILE: 'development' }, dotenv: false, profile: 'staging' }).config.profile,
    ).toBe('development')
  })
})

it('warns of MCP_ variables that it does not know, with the nearest that it knows', () => {
  const { warnings } = load(
    { MCP_SERVER_PROT: '1', MCP_ZZZZZZZZZZZ: '1', PATH: '/bin' },
    { '/srv/.env': 'MCP_LOG_LEVL=x' },
  )
  expect(warnings).toEqual([
    'MCP_SERVER_PROT is not a setting and was ignored. Did you mean MCP_SERVER_PORT?',
    'MCP_ZZZZZZZZZZZ is not a setting and was ignored.',
    'MCP_LOG_LEVL is not a setting and was ignored. Did you mean MCP_LOG_LEVEL?',
  ])
})

it("loads a server's own settings from the same places", () => {
  const extra = {
    panther: {
      instanceUrl: url({ env: ['PANTHER_INSTANCE_URL'], description: 'Address of the instance' }),
      apiToken: secret({ env: ['PANTHER_API_TOKEN'], description: 'Key of its API' }),
    },
  }
  const env = { PANTHER_INSTANCE_URL: 'https://a.example', MCP_CONFIG_FILE: 'c' }
  const { config, sources } = loadConfig({
    env,
    extra,
    ...disk({ '/srv/c': 'panther: { api_token: s3cret }' }),
  })
  expect(config.panther).toEqual({ instanceUrl: 'https://a.example', apiToken: 's3cret' })
  expect(sources['panther.instanceUrl']).toBe('env(PANTHER_INSTANCE_URL)')
  expect(config.server.port).toBe(8080)
})

it('cannot be changed', () => {
  const { config } = load({ TOOL_INCLUDE: 'a' })
  expect([config, config.server, config.tools.include].every(Object.isFrozen)).toBe(true)
})
