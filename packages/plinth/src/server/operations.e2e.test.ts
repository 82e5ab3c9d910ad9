import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterEach, describe, expect, it } from 'vitest'

const FIXTURE = join(import.meta.dirname, 'slow.fixtures.ts')
const TOKEN = 'correct-horse-battery-staple-and-more'
const running: ChildProcessWithoutNullStreams[] = []

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

const start = async (env: Record<string, string> = {}) => {
  const port = await freePort()
  const child = spawn(process.execPath, [FIXTURE], {
    env: {
      ...SOURCES_ENV,
      MCP_SERVER_TRANSPORT: 'http',
      MCP_SERVER_PORT: String(port),
      ...env,
    },
  })
  running.push(child)
  let stderr = ''
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  const exit = once(child, 'close').then(([code]) => code)
  const says = (text: string) => expect.poll(() => stderr, { timeout: 30_000 }).toContain(text)
  await says('server.started')
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
    const type = response.headers.get('content-type') ?? ''
    const body = type.startsWith('application/json')
      ? JSON.parse(await response.text())
      : await response.text()
    return { code: response.status, body }
  }
  return { child, exit, get, port, says }
}

it('on loopback without a token everybody on the machine sees everything', async () => {
  const { get } = await start()
  expect(await get('/')).toMatchObject({
    code: 200,
    body: { name: 'slow', version: '0.0.0', transport: 'http', enabled_tools: ['wait', 'noise'] },
  })
  expect(await get('/tools')).toMatchObject({ code: 200, body: { total: 2, enabled: 2 } })
  expect(await get('/readyz')).toEqual({ code: 200, body: { status: 'ready' } })
  const health = async () => (await get('/health')).body
  await expect.poll(async () => (await health()).summary.stale).toBe(0)
  const { checks, status } = await health()
  expect(Object.keys(checks)).toEqual(['system', 'event_loop', 'programs', 'breakers', 'fixture'])
  expect(checks.fixture).toMatchObject({ status: 'healthy', message: 'As always' })
  expect(['healthy', 'degraded']).toContain(status)
})

it('counts calls, and hands them to Prometheus and as JSON', async () => {
  const { get, port } = await start({ MCP_ENABLE_METRICS: 'true' })
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)))
  await client.callTool({ name: 'noise', arguments: {} })
  await client.callTool({ name: 'noise', arguments: {} })
  await client.close()
  const { body } = await get('/metrics')
  expect(body).toContain('mcp_tool_execution_total{tool="noise",status="success"} 2\n')
  expect(body).toContain('mcp_tool_execution_duration_seconds_count{tool="noise"} 2\n')
  expect(body).toContain('process_cpu_seconds_total')
  expect((await get('/metrics', { accept: 'application/json' })).body).toMatchObject({
    system: { uptime: expect.any(Number) },
    tools: { noise: { executions: 2, successes: 2, failures: 0, active: 0 } },
  })
})

it('collects no metrics where they are switched off', async () => {
  const { get } = await start({ MCP_ENABLE_METRICS: 'false' })
  expect(await get('/metrics')).toMatchObject({ code: 404, body: { error: { code: 'NOT_FOUND' } } })
})

it('serves without metrics where prom-client is not installed, and says so', async () => {
  const absent = `import { registerHooks } from 'node:module'
    registerHooks({
      resolve(name, context, next) {
        if (name === 'prom-client') throw new Error('Cannot find package')
        return next(name, context)
      },
    })`
  const hook = `--import=data:text/javascript,${encodeURIComponent(absent)}`
  const { get, says } = await start({ NODE_OPTIONS: `--conditions=plinth-source ${hook}` })
  await says('npm install prom-client')
  expect(await get('/metrics')).toMatchObject({
    code: 404,
    body: { error: { suggestion: expect.stringContaining('prom-client') } },
  })
})

it('refuses callers under another name, for everything', async () => {
  const { port } = await start()
  const { request } = await import('node:http')
  const sent = request({ host: '127.0.0.1', port, path: '/livez', headers: { host: 'evil.example' } }).end()
  const [response] = await once(sent, 'response')
  response.resume()
  expect(response.statusCode).toBe(403)
})

describe('with a token', () => {
  it('strangers get the probes and the bare status', async () => {
    const { get } = await start({ MCP_SERVER_TOKEN: TOKEN })
    for (const path of ['/', '/tools', '/metrics', '/unknown'])
      expect([path, (await get(path)).code]).toEqual([path, 401])
    expect((await get('/livez')).code).toBe(200)
    expect((await get('/readyz')).code).toBe(200)
    expect((await get('/health')).body).toEqual({ status: expect.any(String) })
    const authorized = { authorization: `Bearer ${TOKEN}` }
    expect((await get('/health', authorized)).body).toMatchObject({ service: 'slow' })
    expect((await get('/tools', authorized)).body).toMatchObject({ total: 2 })
  })
})

it('without a token on a public address only probes and the bare status answer', async () => {
  const { get } = await start({ MCP_SERVER_HOST: '0.0.0.0' })
  expect(await get('/tools')).toMatchObject({ code: 403, body: { error: { code: 'PERMISSION_DENIED' } } })
  expect((await get('/health')).body).toEqual({ status: expect.any(String) })
  expect((await get('/livez')).code).toBe(200)
})

it('is not ready while it drains, and still alive', async () => {
  const { child, get, exit, says } = await start({ MCP_SHUTDOWN_DELAY_SEC: '1' })
  expect((await get('/readyz')).code).toBe(200)
  child.kill('SIGTERM')
  await says('shutdown.start')
  expect(await get('/readyz')).toMatchObject({ code: 503, body: { status: 'draining' } })
  expect((await get('/livez')).code).toBe(200)
  expect(await exit).toBe(0)
})

it('leaves the MCP endpoint its path', async () => {
  const { get } = await start({ MCP_SERVER_PATH: '/health' })
  expect((await get('/health')).body).not.toHaveProperty('checks')
  expect((await get('/livez')).code).toBe(200)
})
