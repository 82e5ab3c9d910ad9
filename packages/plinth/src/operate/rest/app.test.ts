import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { staticToken } from '../../auth/static-token.ts'
import type { OperationEvent } from '../../events.ts'
import { Plinth } from '../../plinth.ts'
import { fakeClock } from '../../testing/fake-clock.ts'
import { recordingLog } from '../../testing/recording-log.fixtures.ts'
import { createOperatorApi, type OperatorApiOptions } from '../api.ts'
import { createHealth } from '../health.ts'
import { createReadiness } from '../readiness.ts'

const setUp = (options: Partial<OperatorApiOptions> = {}) => {
  const server = new Plinth({ name: 'shop', version: '2.0.0' })
  server.tool('order', {}, (_, ctx) => ({ address: ctx.principal?.id ?? 'nobody' }))
  const { runtime } = server
  const told: OperationEvent[] = []
  runtime.events.subscribe(event => told.push(event))
  const clock = fakeClock()
  const log = recordingLog()
  const health = createHealth({ service: 'shop', version: '2.0.0', transport: 'http', clock })
  const app = createOperatorApi({
    runtime,
    health,
    readiness: createReadiness(),
    access: { open: true },
    clock,
    log,
    ...options,
  })
  const ask = async (method: string, path: string, init: RequestInit = {}) => {
    const response = await app.request(path, { method, ...init })
    return {
      status: response.status,
      headers: response.headers,
      body: JSON.parse((await response.text()) || '{}'),
    }
  }
  return { app, ask, server, told, log, clock }
}

it('describes itself as seen from where it is mounted', async () => {
  const outer = new Hono().route('/ops', setUp().app)
  const document = JSON.parse(await (await outer.request('/ops/openapi.json')).text())
  expect([document.servers, document.info.version]).toEqual([[{ url: '/ops' }], '2.0.0'])
  const own = await setUp().ask('GET', '/openapi.json')
  expect(own.body.servers).toEqual([{ url: '/' }])
})

it('a request for the head of an event stream takes no stream', async () => {
  const { app, clock } = setUp({ maxEventStreams: 1 })
  for (let count = 0; count < 3; count++) {
    const head = await app.request('/events', { method: 'HEAD' })
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  }
  const stopping = await app.request('/events')
  expect([stopping.status, (await app.request('/events')).status]).toEqual([200, 503])
  await stopping.body?.cancel()
  expect(clock.pending).toBe(0)
})

it('names the types of events that there are to who asks for another', async () => {
  const { ask } = setUp()
  const { status, body } = await ask('GET', '/events?types=tool.start,tool.stop')
  expect([status, body.error.code, body.error.message]).toEqual([
    422,
    'VALIDATION_ERROR',
    'There are no events "tool.stop"',
  ])
  expect(body.error.suggestion).toContain('tool.start, tool.end')
})

it('ends event streams when the signal fires', async () => {
  const stopping = new AbortController()
  const { app } = setUp({ signal: stopping.signal })
  const response = await app.request('/events')
  stopping.abort()
  expect(await response.text()).toContain('retry: ')
  expect((await app.request('/events')).status).toBe(503)
})

describe('who was turned away', () => {
  it('is told in events, by the path and without the credential', async () => {
    const { ask, told, log } = setUp({ access: { verify: staticToken('correct-horse-battery') } })
    await ask('GET', `/tools/${'x'.repeat(500)}`)
    expect(log.lines).toMatchObject([{ level: 'info', event: 'auth.failed', fields: { fault: 'missing' } }])
    expect(told).toMatchObject([{ path: `/tools/${'x'.repeat(193)}` }])
    told.length = 0
    await ask('GET', '/config')
    await ask('GET', '/config', { headers: { authorization: 'Bearer some-other-token' } })
    await ask('GET', '/config', { headers: { authorization: 'Bearer correct-horse-battery' } })
    expect(told).toMatchObject([
      { type: 'auth.failed', fault: 'missing', path: '/config' },
      { type: 'auth.failed', fault: 'wrong', path: '/config' },
      { type: 'access.denied', missing: ['operator'], origin: { principal: 'token' } },
    ])
    expect(JSON.stringify(told)).not.toContain('some-other-token')
  })

  it('is told in the log, with the reason', async () => {
    const verify = () => ({ fault: 'wrong', reason: 'it has expired' }) as const
    const { ask, log } = setUp({ access: { verify } })
    const { body } = await ask('GET', '/tools', { headers: { authorization: 'Bearer late' } })
    expect(log.lines).toMatchObject([{ event: 'auth.failed', fields: { reason: 'it has expired' } }])
    expect(JSON.stringify(body)).not.toContain('expired')
  })

  it('hears when credentials cannot be checked', async () => {
    const verify = () => ({ fault: 'unavailable', retryAfterMs: 2_100 }) as const
    const { ask } = setUp({ access: { verify } })
    const { status, headers, body } = await ask('GET', '/tools')
    expect([status, headers.get('retry-after'), body.error.code]).toEqual([503, '3', 'RESOURCE_EXHAUSTED'])
  })

  it('hears where tokens come from', async () => {
    const resource = {
      resource: 'https://mcp.example.com/mcp/',
      authorizationServers: ['https://id.example.com'],
    }
    const verify = staticToken('correct-horse-battery')
    const { ask } = setUp({ access: { verify, resource, scopes: ['shop'] } })
    expect((await ask('POST', '/tools/order/execute')).headers.get('www-authenticate')).toBe(
      'Bearer realm="shop", scope="shop", resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"',
    )
  })
})

it('takes at most so many bytes', async () => {
  const { ask } = setUp({ maxBodyBytes: 10 })
  const init = { headers: { 'content-type': 'application/json' }, body: '{"item":"tea"}' }
  expect((await ask('POST', '/tools/order/execute', init)).body.error.code).toBe('CONTENT_TOO_LARGE')
})

it('says who changed what, where operators are known and where not', async () => {
  const { ask, told, log } = setUp()
  await ask('POST', '/tools/order/disable')
  expect(told).toMatchObject([
    { type: 'operator.action', action: 'tool.disable', subject: 'order', by: undefined },
  ])
  expect(log.lines.map(({ event }) => event)).toEqual(['operator.action'])
})

it('masks what goes wrong inside', async () => {
  const config = () => {
    throw new Error('the password is hunter2')
  }
  const { ask, log } = setUp({ config })
  const { status, body } = await ask('GET', '/config')
  expect([status, body.error.code]).toEqual([500, 'INTERNAL_ERROR'])
  expect(JSON.stringify(body)).not.toContain('hunter2')
  expect(log.lines).toMatchObject([{ level: 'error', event: 'http.route_failed' }])
})

it('has nothing to show where it was given nothing', async () => {
  const { ask } = setUp()
  for (const path of ['/config', '/metrics']) expect((await ask('GET', path)).status).toBe(404)
})

it('answers other methods with those that there are, and only whom it would let in', async () => {
  const { ask } = setUp({ access: { verify: staticToken('correct-horse-battery') } })
  const authorized = { headers: { authorization: 'Bearer correct-horse-battery' } }
  const wrong = await ask('DELETE', '/tools/order', authorized)
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  expect((await ask('OPTIONS', '/tools/order', authorized)).status).toBe(204)
  for (const method of ['DELETE', 'OPTIONS']) expect((await ask(method, '/tools/order')).status).toBe(401)
  expect((await ask('DELETE', '/livez')).status).toBe(405)
})
