import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'plinth-secrets-'))
const port = await freePort()
const base = `http://127.0.0.1:${port}`

/** What nobody but the server may know, by where it is planted. */
const planted = {
  token: 'planted-server-token-7a31',
  operatorToken: 'planted-operator-token-c2f0',
  wrongToken: 'planted-wrong-token-9d55',
  variable: 'planted-variable-e8b4',
  key: 'planted-key-5c1e',
  urlPassword: 'planted-url-password-03af',
  pushPassword: 'planted-push-password-b6d2',
  tracePassword: 'planted-trace-password-44c7',
  stateKey: 'planted-state-key-71e9-0000',
  argument: 'planted-argument-f3a8',
  cookie: 'planted-cookie-6b20',
}

/** Everything that left the server, by where it went. */
const left = { stderr: '', stdout: '', upstream: '', events: '' }
const answers: string[] = []

/** Takes what the server sends to its neighbours: metrics, spans, and the requests of a tool. */
const upstream = createServer((request, response) => {
  request.on('data', chunk => {
    left.upstream += chunk
  })
  request.on('end', () => response.end('{}'))
})
const leaving = new AbortController()
let server: ReturnType<typeof spawn>

const as = (token: string, headers: Record<string, string> = {}) => ({
  authorization: `Bearer ${token}`,
  cookie: `session=${planted.cookie}`,
  ...headers,
})

const ask = async (
  path: string,
  { token = planted.operatorToken, method = 'GET', body = '', type = '*/*' } = {},
) => {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: as(token, { accept: type, ...(body === '' ? {} : { 'content-type': 'application/json' }) }),
    ...(body === '' ? {} : { body }),
  })
  answers.push(
    `${method} ${path.split('?')[0]}: ${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`,
  )
}

beforeAll(async () => {
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const address = upstream.address()
  const neighbour = typeof address === 'object' && address ? `127.0.0.1:${address.port}` : ''
  server = spawn(process.execPath, [join(import.meta.dirname, 'secrets.fixtures.ts')], {
    cwd: folder,
    env: {
      ...SOURCES_ENV,
      PLANTED_API_KEY: planted.variable,
      MCP_SERVER_TRANSPORT: 'http',
      MCP_SERVER_PORT: String(port),
      MCP_SERVER_TOKEN: planted.token,
      MCP_OPERATOR_TOKEN: planted.operatorToken,
      MCP_STATE_KEYS: planted.stateKey,
      MCP_VAULT_KEY: planted.key,
      MCP_VAULT_URL: `http://user:${planted.urlPassword}@${neighbour}/vault`,
      MCP_METRICS_PUSH_URL: `http://user:${planted.pushPassword}@${neighbour}/push`,
      MCP_METRICS_INTERVAL_SEC: '5',
      MCP_ENABLE_TRACING: 'true',
      MCP_TRACING_OTLP_URL: `http://user:${planted.tracePassword}@${neighbour}/otlp`,
      MCP_LOG_FILE: join(folder, 'server.log'),
      MCP_LOG_PAYLOADS: 'true',
      MCP_AUDIT_FILE: join(folder, 'audit.jsonl'),
      MCP_AUDIT_PAYLOADS: 'true',
      LOG_LEVEL: 'debug',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const name of ['stdout', 'stderr'] as const)
    server[name]?.on('data', chunk => {
      left[name] += chunk
    })
  await vi.waitFor(() => expect(left.stderr).toContain('server.started'), { timeout: 30_000 })
  const { body } = await fetch(`${base}/events`, {
    headers: as(planted.operatorToken),
    signal: leaving.signal,
  })
  void (async () => {
    for await (const chunk of body ?? []) left.events += Buffer.from(chunk)
  })().catch(() => {})
})

afterAll(() => {
  server.kill('SIGKILL')
  upstream.close()
  rmSync(folder, { recursive: true })
})

const callAll = async (revision: string) => {
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: revision } } },
  )
  const requestInit = { headers: as(planted.token) }
  await client.connect(new StreamableHTTPClientTransport(new URL(`${base}/mcp`), { requestInit }))
  for (const name of ['fails', 'logs', 'fetches', 'environment'])
    answers.push(JSON.stringify(await client.callTool({ name, arguments: {} })))
  const signIn = { user: 'ann', password: planted.argument }
  answers.push(JSON.stringify(await client.callTool({ name: 'signs_in', arguments: signIn })))
  answers.push(JSON.stringify(await client.listTools()))
  await client.close()
}

it('no secret leaves in an answer, a log line, a metric, an event, a span, an audit record or the configuration', async () => {
  await callAll('2026-07-28')
  await ask('/tools/fails/execute', { method: 'POST', body: '{}', token: planted.token })
  await ask('/tools/signs_in/execute', {
    method: 'POST',
    body: JSON.stringify({ user: 1, password: planted.argument }),
    token: planted.token,
  })
  for (const path of [
    '/',
    '/tools',
    '/tools/fails',
    '/health',
    '/config',
    '/metrics',
    '/openapi.json',
    '/readyz',
  ])
    await ask(path, { type: 'application/json' })
  await ask('/metrics')
  for (const path of ['/config', '/tools', '/mcp', `/tools?token=${planted.argument}`])
    await ask(path, { token: planted.wrongToken })
  await ask('/tools/logs/disable', { method: 'POST' })
  await ask('/mcp', { method: 'POST', body: `{"password":"${planted.argument}"`, token: planted.token })
  await expect.poll(() => left.events, { timeout: 10_000 }).toContain('event: operator.action')
  server.kill('SIGTERM')
  expect((await once(server, 'close'))[0]).toBe(0)
  const places: Readonly<Record<string, string>> = {
    ...left,
    answers: answers.join('\n'),
    ...Object.fromEntries(readdirSync(folder).map(file => [file, readFileSync(join(folder, file), 'utf8')])),
  }

  // Each place was really written to, with what was to be there.
  expect(places.answers).toContain('"name":"signs_in"')
  expect(left.stderr).toContain('asking the vault')
  expect(places['server.log']).toContain('asking the vault')
  expect(places['audit.jsonl']).toContain('signs_in')
  expect(left.events).toContain('event: tool.end')
  expect(left.upstream).toContain('mcp_tool_execution_total')
  expect(left.upstream).toContain('resourceSpans')

  const found = Object.entries(places).flatMap(([place, text]) =>
    Object.entries(planted).flatMap(([what, secret]) => {
      const at = text.indexOf(secret)
      return at < 0 ? [] : [`${what} in ${place}: ...${text.slice(Math.max(0, at - 120), at)}`]
    }),
  )
  expect(found).toEqual([])
})
