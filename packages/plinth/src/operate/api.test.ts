import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { staticToken } from '../auth/static-token.ts'
import { commandTool } from '../command/index.ts'
import { circuitBreaker } from '../middleware/circuit-breaker.ts'
import { Plinth } from '../plinth.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { connect } from '../testing/index.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import type { Access } from './access.ts'
import { createOperatorApi } from './api.ts'
import { createHealth } from './health.ts'
import type { CheckResult } from './health-check.ts'
import { createReadiness } from './readiness.ts'

const TOKEN = 'correct-horse-battery-staple-and-more'
const AUTHORIZED = { headers: { authorization: `Bearer ${TOKEN}` } }

const shop = () => {
  const prices = new Plinth({ name: 'prices', tags: ['shop'] })
  prices.tool('quote', { enabled: false, title: 'Quote' }, () => 1)
  const server = new Plinth({ name: 'shop', version: '2.0.0' })
  server.tool(
    'order',
    { input: z.object({ item: z.string() }), timeoutMs: 5_000, info: () => ({ warehouse: 'north' }) },
    () => 'done',
  )
  server.mount(prices, { prefix: 'eu' })
  return server
}

const setUp = (
  access: Access = { open: true },
  server = shop(),
  status: CheckResult['status'] = 'healthy',
) => {
  const log = recordingLog()
  const readiness = createReadiness()
  const clock = fakeClock()
  const health = createHealth({ service: 'shop', version: '2.0.0', transport: 'http', clock })
  health.register({
    name: 'database',
    priority: 'critical',
    check: () => ({ status, metadata: { pool: 3 } }),
  })
  health.start()
  const app = createOperatorApi({ runtime: server.runtime, health, readiness, access, log })
  const get = async (path: string, init: RequestInit = {}) => {
    await new Promise(resolve => setImmediate(resolve))
    const response = await app.request(path, init)
    return { code: response.status, headers: response.headers, body: JSON.parse(await response.text()) }
  }
  return { app, get, readiness, log }
}

describe('GET /', () => {
  it('says what the server is and where things are', async () => {
    const { code, body } = await setUp().get('/')
    expect(code).toBe(200)
    expect(body).toEqual({
      name: 'shop',
      version: '2.0.0',
      transport: 'http',
      tools: ['order', 'eu_quote'],
      enabled_tools: ['order'],
      tasks: false,
      endpoints: {
        '/mcp': 'POST: the MCP endpoint',
        '/health': expect.stringContaining('GET: '),
        '/livez': expect.any(String),
        '/readyz': expect.any(String),
        '/metrics': expect.any(String),
        '/config': expect.any(String),
        '/events': expect.any(String),
        '/openapi.json': expect.any(String),
        '/tools': expect.any(String),
        '/tools/{name}': expect.any(String),
        '/tools/{name}/execute': expect.stringContaining('POST: '),
        '/tools/{name}/enable': expect.any(String),
        '/tools/{name}/disable': expect.any(String),
        '/tools/{name}/breaker': expect.any(String),
        '/tools/{name}/tasks': expect.stringContaining('POST: '),
        '/tasks': expect.any(String),
        '/tasks/{id}': expect.any(String),
        '/tasks/{id}/input': expect.any(String),
        '/tasks/{id}/cancel': expect.any(String),
      },
    })
  })
})

describe('GET /tools', () => {
  it('lists every tool, the disabled ones too, with what it says of itself', async () => {
    const { body } = await setUp().get('/tools')
    expect(body).toMatchObject({ total: 2, enabled: 1 })
    expect(body.tools).toMatchObject([
      {
        name: 'order',
        enabled: true,
        timeout_sec: 5,
        input_schema: { type: 'object', required: ['item'] },
        info: { warehouse: 'north' },
      },
      { name: 'eu_quote', title: 'Quote', enabled: false, tags: ['shop'] },
    ])
  })

  it('follows what is enabled', async () => {
    const server = shop()
    const extra = server.tool('extra', {}, () => 1)
    const { get } = setUp({ open: true }, server)
    extra.disable()
    expect((await get('/tools')).body).toMatchObject({ total: 3, enabled: 1 })
    extra.enable()
    expect((await get('/tools')).body).toMatchObject({ total: 3, enabled: 2 })
  })

  it('shows programs and circuit breakers', async () => {
    const server = new Plinth({ name: 'shop' })
    const breaker = circuitBreaker({ threshold: 1 })
    server.add(commandTool({ name: 'absent', command: 'no-such-program-anywhere' }))
    server.tool('fails', { use: [breaker] }, () => {
      throw new Error('broken')
    })
    const client = await connect(server)
    await client.call('fails').catch(() => {})
    const { body } = await setUp({ open: true }, server).get('/tools')
    expect(body.tools).toMatchObject([
      { name: 'absent', command: 'no-such-program-anywhere', installed: false, active: 0, breaker: 'closed' },
      { name: 'fails', breaker: 'open' },
    ])
    expect(body.tools[1]).not.toHaveProperty('breaker_held')
    breaker.force('fails', 'closed')
    const held = await setUp({ open: true }, server).get('/tools/fails')
    expect(held.body).toMatchObject({ breaker: 'closed', breaker_held: true })
    await client.close()
  })

  it('goes without the facts of a tool whose info() throws', async () => {
    const server = new Plinth({ name: 'shop' })
    const info = () => {
      throw new Error('no facts')
    }
    server.tool('odd', { info }, () => 1)
    const { get, log } = setUp({ open: true }, server)
    const { code, body } = await get('/tools')
    expect([code, body.tools[0].name, body.tools[0].info]).toEqual([200, 'odd', undefined])
    expect(log.lines).toMatchObject([
      { level: 'warning', event: 'tool.info_failed', fields: { tool: 'odd' } },
    ])
  })
})

describe('GET /readyz', () => {
  it('is 503 before the start and while draining, for good', async () => {
    const { get, readiness } = setUp()
    expect(await get('/readyz')).toMatchObject({
      code: 503,
      body: { status: 'starting', error: { code: 'NOT_READY', suggestion: 'Ask again in a moment' } },
    })
    readiness.ready()
    expect(await get('/readyz')).toMatchObject({ code: 200, body: { status: 'ready' } })
    readiness.drain()
    readiness.ready()
    expect(await get('/readyz')).toMatchObject({ code: 503, body: { status: 'draining' } })
    expect(await get('/livez')).toMatchObject({ code: 200, body: { status: 'alive' } })
  })
})

describe('GET /health', () => {
  it.each([
    ['healthy', 200],
    ['degraded', 207],
    ['unhealthy', 503],
  ] as const)('%s is %d', async (status, code) => {
    const { get } = setUp({ open: true }, shop(), status)
    expect(await get('/health')).toMatchObject({
      code,
      body: { status, service: 'shop', transport: 'http', checks: { database: { priority: 'critical' } } },
    })
  })
})

describe.each([
  ['with a token', { verify: staticToken(TOKEN) }, 401, 'UNAUTHENTICATED'],
  ['with no way to know anybody', {}, 403, 'PERMISSION_DENIED'],
  [
    'where a token is known, also on loopback,',
    { verify: staticToken(TOKEN), open: true },
    401,
    'UNAUTHENTICATED',
  ],
] as const)('%s', (_, access, refused, error) => {
  it.each(['/', '/tools', '/metrics'])('%s is for operators', async path => {
    const { get } = setUp(access)
    const { code, body } = await get(path)
    expect(code).toBe(refused)
    expect(body).toEqual({
      error: { code: error, message: expect.any(String), suggestion: expect.any(String) },
    })
  })

  it('everybody gets the bare status of /health, and the probes', async () => {
    const { get } = setUp(access)
    expect((await get('/health')).body).toEqual({ status: 'healthy' })
    expect((await get('/health', { headers: { authorization: 'Bearer wrong' } })).body).toEqual({
      status: 'healthy',
    })
    expect((await get('/livez')).code).toBe(200)
    expect((await get('/readyz')).code).toBe(503)
  })
})

it('shows everything to who has the token, and to no cache', async () => {
  const { get } = setUp({ verify: staticToken(TOKEN) })
  expect((await get('/health', AUTHORIZED)).body.checks.database.metadata).toEqual({ pool: 3 })
  const { code, headers } = await get('/tools', AUTHORIZED)
  expect([code, headers.get('cache-control')]).toEqual([200, 'no-store'])
})

it('can be mounted elsewhere, where it guards its own routes only', async () => {
  const { app } = setUp({ verify: staticToken(TOKEN) })
  const outer = new Hono().get('/open', c => c.text('open')).route('/ops', app)
  expect((await outer.request('/open')).status).toBe(200)
  expect((await outer.request('/ops/tools')).status).toBe(401)
  const root = await outer.request('/ops', AUTHORIZED)
  expect(Object.keys(JSON.parse(await root.text()).endpoints)).toContain('/ops/health')
})
