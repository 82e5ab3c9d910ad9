import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { AUDIENCE, claimsAt, ISSUER, issuer } from '../auth/tokens.fixtures.ts'
import { ConfigError, loadConfig } from '../config/index.ts'
import type { Authentication } from '../define/credential.ts'
import { hideKnownSecrets } from '../known-secrets.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { createAuthentication } from './authentication.ts'

const HTTP = { MCP_TRANSPORT: 'http' }
const TOKEN = { MCP_SERVER_TOKEN: 'the-one-token' }
const KEYS = { MCP_AUTH_JWKS_URL: `${ISSUER}/jwks`, MCP_AUTH_ISSUER: ISSUER, MCP_AUTH_RESOURCE: AUDIENCE }
const ASKED = {
  MCP_AUTH_INTROSPECTION_URL: `${ISSUER}/introspect`,
  MCP_AUTH_CLIENT_ID: 'mcp',
  MCP_AUTH_CLIENT_SECRET: 'planted-secret',
  MCP_AUTH_AUDIENCE: AUDIENCE,
}

const folder = mkdtempSync(join(tmpdir(), 'plinth-auth-'))
const tokensFile = join(folder, 'tokens.yaml')
beforeAll(() => writeFileSync(tokensFile, '- { name: ci, token: token-of-ci, scopes: [scan:run] }\n'))
afterAll(() => rmSync(folder, { recursive: true }))

const clock = fakeClock()
const made = async (env: Record<string, string>, own?: Authentication) => {
  const log = recordingLog()
  const loaded = loadConfig({ env: { ...HTTP, ...env }, dotenv: false, authenticated: 'unknown' })
  const authentication = await createAuthentication({ own, loaded, clock, log })
  return {
    authentication,
    lines: log.lines,
    verify: (token: string) => authentication?.verify(`Bearer ${token}`),
  }
}

describe('by the configuration', () => {
  it('nobody is known where it says nothing', async () => {
    expect((await made({})).authentication).toBeUndefined()
  })

  it('whoever has the token of the server may do everything', async () => {
    const { verify, authentication } = await made(TOKEN)
    expect(await verify('the-one-token')).toEqual({ principal: { id: 'token', scopes: ['*'] } })
    expect(await verify('another-token')).toMatchObject({ fault: 'wrong' })
    expect(await authentication?.verify(undefined)).toEqual({ fault: 'missing' })
  })

  it('named tokens are those of the file, beside the token of the server', async () => {
    const { verify } = await made({ ...TOKEN, MCP_AUTH_TOKENS_FILE: tokensFile })
    expect(await verify('token-of-ci')).toEqual({ principal: { id: 'ci', scopes: ['scan:run'] } })
    expect(await verify('the-one-token')).toHaveProperty('principal')
    expect(hideKnownSecrets('It was token-of-ci')).toBe('It was [redacted]')
  })

  it('signed tokens are known by the keys, the issuer and the resource', async () => {
    const login = await issuer()
    vi.stubGlobal('fetch', async () => Response.json(login.jwks))
    const { verify, authentication } = await made({
      ...KEYS,
      MCP_AUTH_OPTIONAL: 'true',
      MCP_AUTH_SCOPES: 'a,b',
    })
    expect(await verify(await login.sign(claimsAt(clock.now())))).toMatchObject({
      principal: { id: `${ISSUER}#alice` },
    })
    expect(await verify(await login.sign(claimsAt(clock.now(), { aud: 'other' })))).toMatchObject({
      fault: 'wrong',
    })
    expect(authentication).toMatchObject({
      optional: true,
      scopes: ['a', 'b'],
      resource: { resource: AUDIENCE, authorizationServers: [ISSUER] },
    })
  })

  it.each([
    ['https://mcp.example.com', 'https://mcp.example.com', true],
    ['https://mcp.example.com', 'https://mcp.example.com/', true],
    ['https://mcp.example.com', 'https://mcp.example.com/mcp', false],
    ['https://mcp.example.com/mcp', 'https://mcp.example.com/mcp/', false],
  ])('a resource %s takes tokens for %s: %s', async (resource, aud, accepted) => {
    const login = await issuer()
    vi.stubGlobal('fetch', async () => Response.json(login.jwks))
    const { verify } = await made({ ...KEYS, MCP_AUTH_RESOURCE: resource })
    const verdict = await verify(await login.sign(claimsAt(clock.now(), { aud })))
    expect(verdict && 'principal' in verdict).toBe(accepted)
  })

  it('the clocks may be apart as far as it says', async () => {
    const login = await issuer()
    vi.stubGlobal('fetch', async () => Response.json(login.jwks))
    const old = await login.sign(claimsAt(clock.now(), { exp: clock.now() / 1_000 - 30 }))
    expect(await (await made(KEYS)).verify(old)).toHaveProperty('principal')
    expect(await (await made({ ...KEYS, MCP_AUTH_CLOCK_TOLERANCE_SEC: '10' })).verify(old)).toMatchObject({
      fault: 'wrong',
    })
  })

  it('the authorization server is asked', async () => {
    const answer = { active: true, iss: ISSUER, sub: 'bob', aud: AUDIENCE }
    vi.stubGlobal('fetch', async () => Response.json(answer))
    expect(await (await made(ASKED)).verify('opaque-token')).toMatchObject({
      principal: { id: `${ISSUER}#bob` },
    })
    const ofNobodyElse = await made({ ...ASKED, MCP_AUTH_ISSUER: 'https://other.example.com' })
    expect(await ofNobodyElse.verify('opaque-token')).toMatchObject({
      reason: expect.stringContaining('iss'),
    })
    expect(await (await made({ ...ASKED, MCP_AUTH_AUDIENCE: 'other' })).verify('opaque-token')).toMatchObject(
      {
        fault: 'wrong',
      },
    )
  })

  it('all of them at once', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('fetch failed')
    })
    const { verify } = await made({ ...TOKEN, ...KEYS, ...ASKED })
    expect(await verify('the-one-token')).toHaveProperty('principal')
    expect(await verify('opaque-token')).toMatchObject({ fault: 'unavailable' })
  })

  it('clients may be sent elsewhere for tokens', async () => {
    const servers = { MCP_AUTH_AUTHORIZATION_SERVERS: 'https://a.example.com,https://b.example.com' }
    expect((await made({ ...KEYS, ...servers })).authentication?.resource?.authorizationServers).toEqual([
      'https://a.example.com',
      'https://b.example.com',
    ])
  })
})

describe('what makes no sense is refused', () => {
  it.each<[string, Record<string, string>, string]>([
    ['required, but missing', { MCP_AUTH_REQUIRED: 'true' }, 'MCP_AUTH_REQUIRED'],
    ['open to everybody in production', { MCP_PROFILE: 'production', MCP_HOST: '0.0.0.0' }, 'MCP_HOST'],
    ['keys of nobody', { MCP_AUTH_JWKS_URL: 'https://a.example.com' }, 'MCP_AUTH_ISSUER'],
    ['a token that nobody can send', { MCP_SERVER_TOKEN: 'correct!horse' }, 'MCP_SERVER_TOKEN may'],
    ['a file that is not there', { MCP_AUTH_TOKENS_FILE: '/nonexistent' }, '/nonexistent'],
    ['a password in an address', { ...KEYS, MCP_AUTH_JWKS_URL: 'https://a:planted@b' }, 'MCP_AUTH_JWKS_URL'],
    [
      'a password in another',
      { ...ASKED, MCP_AUTH_INTROSPECTION_URL: 'https://a:planted@b' },
      'MCP_AUTH_INTROSPECTION_URL',
    ],
  ])('%s', async (_, env, message) => {
    await expect(made(env)).rejects.toThrow(ConfigError)
    await expect(made(env)).rejects.toThrow(message)
    await expect(made(env)).rejects.not.toThrow(/planted|horse/)
  })

  it('a name that is there twice', async () => {
    const file = join(folder, 'twice.yaml')
    writeFileSync(file, '- { name: token, token: another-token }\n')
    await expect(made({ ...TOKEN, MCP_AUTH_TOKENS_FILE: file })).rejects.toThrow(
      'Two tokens are named "token"',
    )
  })
})

describe('by the code of the server', () => {
  const own: Authentication = { verify: () => ({ principal: { id: 'own', scopes: [] } }), optional: true }

  it('wins, and the log says so', async () => {
    const { authentication, verify, lines } = await made(TOKEN, own)
    expect(await verify('whatever')).toMatchObject({ principal: { id: 'own' } })
    expect(authentication?.optional).toBe(true)
    expect(JSON.stringify(lines)).toContain('MCP_SERVER_TOKEN has no effect')
    expect(JSON.stringify(lines)).not.toContain('the-one-token')
  })

  it('is authentication enough', async () => {
    const env = { MCP_PROFILE: 'production', MCP_HOST: '0.0.0.0', MCP_AUTH_REQUIRED: 'true' }
    const { authentication, lines } = await made(env, own)
    expect(authentication).toBeDefined()
    expect(lines).toEqual([])
  })

  const down = new Error('database down')
  const promiseOfALibrary = Object.fromEntries([
    ['then', (_: unknown, reject: (error: Error) => void) => reject(down)],
  ])
  it.each([
    ['by a promise', () => Promise.reject(down)],
    ['by a promise of a library', () => promiseOfALibrary],
    [
      'at once',
      () => {
        throw down
      },
    ],
  ])('may break its word %s', async (_, verify) => {
    const { verify: asked } = await made({}, { verify: verify as Authentication['verify'] })
    expect(await asked('whatever')).toEqual({ fault: 'unavailable', reason: 'database down' })
  })
})

it('is warned of where everybody may call', async () => {
  const { lines } = await made({ MCP_HOST: '0.0.0.0' })
  expect(JSON.stringify(lines)).toContain('without authentication')
})

describe('on stdio', () => {
  it('nobody is asked for a credential, and files of tokens are not read', async () => {
    const env = { MCP_TRANSPORT: 'stdio', ...TOKEN, MCP_AUTH_TOKENS_FILE: '/nonexistent' }
    const { authentication, lines } = await made(env)
    expect([authentication, lines]).toEqual([undefined, []])
  })

  it('the log says that what the code says does not apply', async () => {
    const { authentication, lines } = await made(
      { MCP_TRANSPORT: 'stdio' },
      { verify: () => ({ fault: 'wrong' }) },
    )
    expect(authentication).toBeUndefined()
    expect(JSON.stringify(lines)).toContain('does not apply on stdio')
  })
})
