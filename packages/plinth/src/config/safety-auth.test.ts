import { describe, expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { loadConfig } from './load.ts'

const KEYS = { MCP_AUTH_JWKS_URL: 'https://login.example.com/jwks' }
const ASKED = { MCP_AUTH_INTROSPECTION_URL: 'https://login.example.com/introspect' }
const CLIENT = { MCP_AUTH_CLIENT_ID: 'mcp', MCP_AUTH_CLIENT_SECRET: 'a-planted-secret' }
const ISSUER = { MCP_AUTH_ISSUER: 'https://login.example.com' }
const AUDIENCE = { MCP_AUTH_AUDIENCE: 'mcp' }
const RESOURCE = { MCP_AUTH_RESOURCE: 'https://mcp.example.com/mcp' }
const SERVERS = { MCP_AUTH_AUTHORIZATION_SERVERS: 'https://login.example.com' }
const TOKEN = { MCP_SERVER_TOKEN: 'a-long-token' }
const OPTIONAL = { MCP_AUTH_OPTIONAL: 'true' }

type Variables = Readonly<Record<string, string>>

const problems = (env: Variables, authenticated: boolean | 'unknown' = false) => {
  try {
    loadConfig({ env, dotenv: false, authenticated })
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('settings of authentication that go together', () => {
  it.each<[Variables]>([
    [{}],
    [TOKEN],
    [{ MCP_AUTH_TOKENS_FILE: 'tokens.yaml', MCP_AUTH_SCOPES: 'scan:read' }],
    [{ ...KEYS, ...ISSUER, ...AUDIENCE }],
    [{ ...KEYS, ...ISSUER, ...RESOURCE }],
    [{ ...ASKED, ...CLIENT, ...AUDIENCE }],
    [{ ...ASKED, ...CLIENT, ...RESOURCE, ...SERVERS }],
    [{ ...ASKED, ...CLIENT, ...KEYS, ...ISSUER, ...RESOURCE, ...SERVERS, ...TOKEN, MCP_AUTH_SCOPES: 'a,b' }],
    [{ ...TOKEN, ...OPTIONAL }],
  ])('%j', env => {
    expect(problems(env)).toEqual([])
  })
})

describe('settings of authentication that do not go together are refused by name', () => {
  it.each<[Variables, readonly string[]]>([
    [KEYS, ['MCP_AUTH_JWKS_URL', 'MCP_AUTH_JWKS_URL']],
    [{ ...KEYS, ...AUDIENCE }, ['MCP_AUTH_JWKS_URL']],
    [{ ...KEYS, ...ISSUER }, ['MCP_AUTH_JWKS_URL']],
    [{ ...ASKED, ...AUDIENCE }, ['MCP_AUTH_INTROSPECTION_URL']],
    [{ ...ASKED, ...AUDIENCE, MCP_AUTH_CLIENT_ID: 'mcp' }, ['MCP_AUTH_INTROSPECTION_URL']],
    [{ ...ASKED, ...CLIENT }, ['MCP_AUTH_INTROSPECTION_URL']],
    [{ ...ASKED, ...CLIENT, ...RESOURCE }, ['MCP_AUTH_RESOURCE']],
    [{ ...TOKEN, ...ISSUER }, ['MCP_AUTH_ISSUER']],
    [{ ...TOKEN, ...AUDIENCE }, ['MCP_AUTH_AUDIENCE']],
    [{ ...TOKEN, ...RESOURCE, ...SERVERS }, ['MCP_AUTH_RESOURCE']],
    [{ ...TOKEN, ...CLIENT }, ['MCP_AUTH_CLIENT_ID', 'MCP_AUTH_CLIENT_SECRET']],
    [{ ...KEYS, ...ISSUER, ...AUDIENCE, ...SERVERS }, ['MCP_AUTH_AUTHORIZATION_SERVERS']],
    [
      { ...KEYS, ...ISSUER, ...RESOURCE, MCP_AUTH_AUTHORIZATION_SERVERS: 'http://login.example.com' },
      ['MCP_AUTH_AUTHORIZATION_SERVERS'],
    ],
    [
      { ...KEYS, ...ISSUER, ...RESOURCE, MCP_AUTH_AUTHORIZATION_SERVERS: 'login.example.com' },
      ['MCP_AUTH_AUTHORIZATION_SERVERS'],
    ],
    [{ ...KEYS, ...ISSUER, MCP_AUTH_RESOURCE: 'https://mcp.example.com/mcp#x' }, ['MCP_AUTH_RESOURCE']],
    [OPTIONAL, ['MCP_AUTH_OPTIONAL']],
    [{ ...TOKEN, ...OPTIONAL, MCP_AUTH_REQUIRED: 'true' }, ['MCP_AUTH_OPTIONAL']],
    [{ MCP_AUTH_SCOPES: 'scan:read' }, ['MCP_AUTH_SCOPES']],
    [{ ...TOKEN, MCP_AUTH_SCOPES: 'a b' }, ['MCP_AUTH_SCOPES']],
    [{ ...TOKEN, MCP_AUTH_SCOPES: '*' }, ['MCP_AUTH_SCOPES']],
  ])('%j: %j', (env, names) => {
    expect(problems(env).map(({ name }) => name)).toEqual(names)
    expect(JSON.stringify(problems(env))).not.toContain('a-planted-secret')
  })

  it('but do not matter where the program says how callers are known', () => {
    expect(problems({ ...KEYS, ...OPTIONAL }, true)).toEqual([])
  })

  it('and are told apart from other problems where that is not known yet', () => {
    const loaded = loadConfig({ env: KEYS, dotenv: false, authenticated: 'unknown' })
    expect(loaded.unlessAuthenticated.problems).toHaveLength(2)
  })
})

describe('beside other problems, while it is not known how callers are known', () => {
  const exposed = {
    MCP_PROFILE: 'production',
    MCP_TRANSPORT: 'http',
    MCP_HOST: '0.0.0.0',
    MCP_PORT: 'abc',
  }

  it('an address that everybody reaches is told of in the same round, with the condition', () => {
    const found = problems(exposed, 'unknown')
    expect(found.map(({ name }) => name)).toEqual(['MCP_PORT', 'MCP_HOST'])
    expect(found[1]?.message).toMatch(/there is no authentication.*\(unless the server's code says/)
  })

  it('and is not, where it is a credential that cannot be read', () => {
    expect(
      problems({ ...exposed, MCP_AUTH_JWKS_URL: 'no address' }, 'unknown').map(({ name }) => name),
    ).toEqual(['MCP_PORT', 'MCP_AUTH_JWKS_URL'])
  })
})

describe('every kind of credential', () => {
  const production = { MCP_PROFILE: 'production', MCP_TRANSPORT: 'http', MCP_HOST: '0.0.0.0' }

  it.each<[Variables]>([
    [TOKEN],
    [{ MCP_AUTH_TOKENS_FILE: 'tokens.yaml' }],
    [{ ...KEYS, ...ISSUER, ...RESOURCE }],
    [{ ...ASKED, ...CLIENT, ...AUDIENCE }],
  ])('is authentication: %j', env => {
    expect(problems({ ...production, ...env })).toEqual([])
    expect(problems({ ...production, ...env, MCP_AUTH_REQUIRED: 'true' })).toEqual([])
  })

  it('does not apply on stdio, of which there is one warning', () => {
    const env = { ...TOKEN, ...KEYS, ...ISSUER, ...AUDIENCE }
    expect(loadConfig({ env, dotenv: false }).warnings).toEqual([
      'MCP_SERVER_TOKEN, MCP_AUTH_JWKS_URL do not apply on stdio: whoever starts the server may use it',
    ])
  })

  it.each<[Variables, readonly string[]]>([
    [{ MCP_AUTH_JWKS_URL: 'http://login/jwks', ...ISSUER, ...AUDIENCE }, ['MCP_AUTH_JWKS_URL']],
    [{ MCP_AUTH_JWKS_URL: 'http://127.0.0.1/jwks', ...ISSUER, ...AUDIENCE }, []],
    [{ MCP_AUTH_INTROSPECTION_URL: 'HTTP://login/', ...CLIENT, ...AUDIENCE }, ['MCP_AUTH_INTROSPECTION_URL']],
    [{ MCP_AUTH_INTROSPECTION_URL: 'http://[::1]:1/', ...CLIENT, ...AUDIENCE }, []],
  ])('goes over https, in every profile: %j', (env, names) => {
    for (const profile of [production, {}]) {
      expect(problems({ ...profile, ...env }).map(({ name }) => name)).toEqual(names)
      const trusting = { ...profile, ...env, MCP_SECURITY_ALLOW_PLAINTEXT_UPSTREAMS: 'true' }
      expect(problems(trusting)).toEqual([])
    }
  })

  it('is better told to clients', () => {
    const env = { MCP_TRANSPORT: 'http', ...KEYS, ...ISSUER }
    const warnings = (more: Variables) => loadConfig({ env: { ...env, ...more }, dotenv: false }).warnings
    expect(warnings(AUDIENCE)).toEqual([expect.stringMatching(/^MCP_AUTH_RESOURCE is not set/)])
    expect(warnings(RESOURCE)).toEqual([])
  })
})
