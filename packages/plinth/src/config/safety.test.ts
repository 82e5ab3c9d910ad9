import { describe, expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { loadConfig } from './load.ts'

const production = { MCP_PROFILE: 'production' }
const http = { ...production, MCP_TRANSPORT: 'http' }
const open = { ...http, MCP_HOST: '0.0.0.0' }

const refused = (env: Record<string, string>, authenticated = false): string[] => {
  try {
    loadConfig({ env, dotenv: false, authenticated })
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ name }) => name)
    throw error
  }
}

describe('production', () => {
  it.each<[Record<string, string>, string[]]>([
    [production, []],
    [{ ...production, MCP_ERRORS_MASKED: 'false' }, ['MCP_ERRORS_MASKED']],
    [http, []],
    [{ ...http, MCP_HOST: '127.9.9.9' }, []],
    [{ ...http, MCP_HOST: '::1' }, []],
    [{ ...http, MCP_HOST: 'localhost' }, []],
    [open, ['MCP_HOST']],
    [{ ...http, MCP_SERVER_HOST: '::' }, ['MCP_SERVER_HOST']],
    [{ ...http, MCP_HOST: '10.0.0.1' }, ['MCP_HOST']],
    [{ ...http, MCP_HOST: '127.example.org' }, ['MCP_HOST']],
    [{ ...http, MCP_HOST: '128.0.0.1' }, ['MCP_HOST']],
    [{ ...http, MCP_HOST: '12.0.0.1' }, ['MCP_HOST']],
    [{ ...open, MCP_SERVER_TOKEN: 'a-long-token' }, []],
    [{ ...open, MCP_SERVER_TOKEN: ' ' }, ['MCP_HOST']],
    [{ ...open, MCP_SERVER_ALLOW_UNAUTHENTICATED: 'true' }, []],
    [{ ...open, MCP_TRANSPORT: 'stdio' }, []],
    [{ ...open, MCP_ERRORS_MASKED: 'no' }, ['MCP_ERRORS_MASKED', 'MCP_HOST']],
    [{ ...production, MCP_METRICS_PUSH_URL: 'http://gateway:9091' }, ['MCP_METRICS_PUSH_URL']],
    [{ ...production, MCP_METRICS_PUSH_URL: 'https://gateway:9091' }, []],
    [{ ...production, MCP_METRICS_PUSH_URL: 'http://localhost:9091' }, []],
    [{ ...production, MCP_METRICS_PUSH_URL: 'http://[::1]:9091' }, []],
    [{ ...production, MCP_METRICS_PUSH_URL: 'http://gateway', MCP_ENABLE_METRICS: 'false' }, []],
    [
      { ...production, MCP_METRICS_PUSH_URL: 'http://gateway', MCP_SECURITY_ALLOW_PLAINTEXT_UPSTREAMS: '1' },
      [],
    ],
    [
      { ...production, MCP_TRACING_OTLP_URL: 'HTTP://otel:4318', MCP_ENABLE_TRACING: '1' },
      ['MCP_TRACING_OTLP_URL'],
    ],
    [{ ...production, MCP_TRACING_OTLP_URL: 'http://otel:4318' }, []],
  ])('%j refuses %j', (env, names) => {
    expect(refused(env)).toEqual(names)
  })

  it('takes authentication that the program brings', () => {
    expect(refused(open, true)).toEqual([])
  })
})

it.each(['development', 'staging', 'production'])(
  '%s refuses one token for callers and operators',
  profile => {
    const env = { MCP_PROFILE: profile, MCP_SERVER_TOKEN: 'one-token-for-all' }
    expect(refused({ ...env, MCP_OPERATOR_TOKEN: 'one-token-for-all' })).toEqual(['MCP_OPERATOR_TOKEN'])
    expect(refused({ ...env, MCP_OPERATOR_TOKEN: 'another-token-for-them' })).toEqual([])
  },
)

it.each<[string, string, boolean]>([
  ['MCP_SERVER_ALLOWED_ORIGINS', 'https://app.example.com,http://localhost:3000/,*,null', true],
  ['MCP_SERVER_ALLOWED_ORIGINS', 'chrome-extension://abcdef', true],
  ['MCP_SERVER_ALLOWED_ORIGINS', 'app.example.com', false],
  ['MCP_SERVER_ALLOWED_ORIGINS', 'https://app.example.com/page', false],
  ['MCP_SERVER_ALLOWED_HOSTS', 'mcp.example.com,*.example.com,mcp.example.com:8443,[::1]:80,*', true],
  ['MCP_SERVER_ALLOWED_HOSTS', 'https://mcp.example.com', false],
])('%s may be %j: %j', (name, value, may) => {
  expect(refused({ [name]: value })).toEqual(may ? [] : [name])
})

it.each(['development', 'staging'])('%s refuses none of this', profile => {
  expect(refused({ ...open, MCP_PROFILE: profile, MCP_ERRORS_MASKED: 'false' })).toEqual([])
})

describe('required authentication', () => {
  it.each<[Record<string, string>, boolean, string[]]>([
    [{ MCP_TRANSPORT: 'http', MCP_AUTH_REQUIRED: 'true' }, false, ['MCP_AUTH_REQUIRED']],
    [{ MCP_TRANSPORT: 'http', MCP_AUTH_REQUIRED: 'true', MCP_SERVER_TOKEN: 'a-long-token' }, false, []],
    [{ MCP_TRANSPORT: 'http', MCP_AUTH_REQUIRED: 'true' }, true, []],
    [{ MCP_AUTH_REQUIRED: 'true' }, false, []],
  ])('%j with authentication of its own %j refuses %j', (env, authenticated, names) => {
    expect(refused(env, authenticated)).toEqual(names)
  })
})

describe('warnings', () => {
  const warnings = (env: Record<string, string>) => loadConfig({ env, dotenv: false }).warnings.join()

  it('tell that a token means nothing on stdio', () => {
    expect(warnings({ MCP_SERVER_TOKEN: 'l0ng-t0ken' })).toMatch(/^MCP_SERVER_TOKEN does not apply on stdio/)
    expect(warnings({ MCP_SERVER_TOKEN: 'l0ng-t0ken' })).not.toContain('l0ng-t0ken')
  })

  it('tell of a server that everybody can use', () => {
    expect(warnings({ MCP_TRANSPORT: 'http', MCP_HOST: '0.0.0.0' })).toContain('without authentication')
    expect(warnings({ MCP_TRANSPORT: 'http', MCP_HOST: '0.0.0.0', MCP_SERVER_TOKEN: 'a-long-token' })).toBe(
      '',
    )
  })
})
