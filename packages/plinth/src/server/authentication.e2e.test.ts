import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import {
  type AuthorizationServer,
  RESOURCE_SERVER,
  startAuthorizationServer,
} from '../auth/authorization-server.fixtures.ts'

const FIXTURE = join(import.meta.dirname, 'slow.fixtures.ts')
const LIST = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/list',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
})
const RESOURCE = 'https://mcp.example.com/mcp'
const folder = mkdtempSync(join(tmpdir(), 'plinth-known-'))
const tokensFile = join(folder, 'tokens.json')
let signed: AuthorizationServer
let opaque: AuthorizationServer
let child: ChildProcessWithoutNullStreams | undefined

beforeAll(async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  writeFileSync(tokensFile, JSON.stringify([{ name: 'ci', token: 'planted-ci-token', scopes: ['s'] }]))
  signed = await startAuthorizationServer({ resource: RESOURCE, format: 'jwt', scopes: ['s', 't'] })
  opaque = await startAuthorizationServer({ resource: RESOURCE, format: 'opaque', scopes: ['s', 't'] })
})
afterEach(() => void child?.kill('SIGKILL'))
afterAll(async () => {
  await signed.close()
  await opaque.close()
  rmSync(folder, { recursive: true })
})

const start = async (env: Record<string, string>) => {
  const port = await freePort()
  const server = spawn(process.execPath, [FIXTURE], {
    cwd: folder,
    env: {
      ...SOURCES_ENV,
      MCP_TRANSPORT: 'http',
      MCP_PORT: String(port),
      LOG_LEVEL: 'debug',
      ...env,
    },
  })
  child = server
  const output = { all: '' }
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', chunk => {
      output.all += chunk
    })
  await expect.poll(() => output.all, { timeout: 30_000 }).toContain('server.started')
  const get = (path: string, token?: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method: path === '/mcp' ? 'POST' : 'GET',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/list',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(path === '/mcp' ? { body: LIST } : {}),
    })
  return {
    output,
    statusOf: async (path: string, token?: string) => (await get(path, token)).status,
    get,
    async stop() {
      server.kill('SIGTERM')
      await once(server, 'close')
    },
  }
}

it('every kind of credential is understood at once, by the endpoint and by the API, and none is logged', async () => {
  const { output, get, statusOf, stop } = await start({
    MCP_SERVER_TOKEN: 'planted-server-token',
    MCP_AUTH_TOKENS_FILE: tokensFile,
    MCP_AUTH_JWKS_URL: signed.jwksUrl,
    MCP_AUTH_ISSUER: signed.issuer,
    MCP_AUTH_RESOURCE: RESOURCE,
    MCP_AUTH_SCOPES: 's',
    MCP_AUTH_REQUIRED: 'true',
  })
  const tokens = ['planted-server-token', 'planted-ci-token', await signed.tokenForMachine('s')]
  for (const token of tokens) {
    expect(await statusOf('/mcp', token)).toBe(200)
    expect(await statusOf('/tools', token)).toBe(200)
  }
  const poor = await signed.tokenForMachine('t')
  const lacking = await get('/mcp', poor)
  expect(lacking.status).toBe(403)
  expect(lacking.headers.get('www-authenticate')).toContain('error="insufficient_scope", scope="s"')
  const strange = await opaque.tokenForMachine('s')
  const made = `${tokens[2]?.split('.').slice(0, 2).join('.')}.bWFkZS11cA`
  for (const token of [undefined, strange, made, 'planted-server-tokem'])
    for (const path of ['/mcp', '/tools', '/nothing']) expect(await statusOf(path, token)).toBe(401)
  const metadata = await get('/.well-known/oauth-protected-resource/mcp')
  expect(await metadata.json()).toMatchObject({
    resource: RESOURCE,
    authorization_servers: [signed.issuer],
  })
  await stop()
  expect(output.all).toContain('ERR_JWS_SIGNATURE_VERIFICATION_FAILED')
  for (const token of [...tokens, poor, strange, made, 'planted-server-tokem'])
    expect(output.all).not.toContain(token)
})

it('the authorization server is asked about tokens, and the secret for that is not shown', async () => {
  const { output, get, statusOf, stop } = await start({
    MCP_AUTH_INTROSPECTION_URL: opaque.introspectionUrl,
    MCP_AUTH_CLIENT_ID: RESOURCE_SERVER.clientId,
    MCP_AUTH_CLIENT_SECRET: RESOURCE_SERVER.clientSecret,
    MCP_AUTH_RESOURCE: RESOURCE,
    MCP_AUTH_AUTHORIZATION_SERVERS: opaque.issuer,
    MCP_AUTH_OPTIONAL: 'true',
    MCP_OPERATOR_TOKEN: 'planted-operator-token',
  })
  const token = await opaque.tokenForMachine('s')
  expect(await statusOf('/mcp', token)).toBe(200)
  expect(await statusOf('/mcp')).toBe(200)
  expect(await statusOf('/mcp', 'another-token')).toBe(401)
  const shown = await (await get('/config', 'planted-operator-token')).text()
  expect(shown).toContain('introspectionUrl')
  await stop()
  for (const secret of [token, RESOURCE_SERVER.clientSecret]) {
    expect(output.all).not.toContain(secret)
    expect(shown).not.toContain(secret)
  }
})

it('one warning says that credentials do not apply on stdio', async () => {
  const { output, stop } = await start({
    MCP_TRANSPORT: 'stdio',
    MCP_SERVER_TOKEN: 'planted-server-token',
    MCP_AUTH_TOKENS_FILE: '/nonexistent',
  })
  await stop()
  expect(output.all.match(/not apply on stdio/g)).toHaveLength(1)
  expect(output.all).toContain('MCP_SERVER_TOKEN, MCP_AUTH_TOKENS_FILE do not apply')
})
