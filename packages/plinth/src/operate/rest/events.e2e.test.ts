import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { asCaller, asOperator, OPERATOR_TOKEN, startShop, TOKEN } from './running-shop.fixtures.ts'

type Shop = Awaited<ReturnType<typeof startShop>>

const running: Shop[] = []

afterEach(async () => {
  for (const shop of running.splice(0)) await shop.stop()
})

const start = async (env: Readonly<Record<string, string>> = {}) => {
  const shop = await startShop({ MCP_SERVER_TOKEN: TOKEN, MCP_OPERATOR_TOKEN: OPERATOR_TOKEN, ...env })
  running.push(shop)
  return shop
}

const post = (shop: Shop, path: string, headers: Record<string, string>, body: unknown = {}) =>
  fetch(`${shop.url}${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

interface Sent {
  readonly id: number
  readonly type: string
  readonly data: Record<string, unknown>
}

const parse = (text: string): Sent[] =>
  text
    .split('\n\n')
    .slice(0, -1)
    .flatMap(block => {
      const [, id, type, data] = /^id: (\d+)\nevent: (\S+)\ndata: (.*)$/.exec(block) ?? []
      return data === undefined ? [] : [{ id: Number(id), type: String(type), data: JSON.parse(data) }]
    })

/** Listens to the event stream of a shop. */
const listen = async (shop: Shop, query = '', headers: Record<string, string> = asOperator) => {
  const leaving = new AbortController()
  const response = await fetch(`${shop.url}/events${query}`, { headers, signal: leaving.signal })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
  let text = ''
  const ended = (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk
    return 'properly'
  })().catch(() => 'broken')
  const events = (type: string) => parse(text).filter(event => event.type === type)
  const hears = (type: string, count = 1) =>
    vi.waitFor(() => expect(events(type).length).toBeGreaterThanOrEqual(count), { timeout: 8_000 })
  return { events, hears, ended, all: () => parse(text), leave: () => leaving.abort() }
}

describe('GET /events', () => {
  it('tells of health and metrics, calls, breakers and operators, as they happen', async () => {
    const shop = await start()
    const stream = await listen(shop)
    await Promise.all([stream.hears('health'), stream.hears('metrics')])
    await post(shop, '/tools/order/execute', asCaller, { item: 'tea', correlation_id: 'seen' })
    for (let count = 0; count < 2; count++) await post(shop, '/tools/flaky/execute', asCaller)
    await post(shop, '/tools/say/breaker', asOperator, { state: 'open' })
    await post(shop, '/tools/order/disable', asOperator)
    await post(shop, '/tools/order/disable', { authorization: 'Bearer wrong-token' })
    await stream.hears('auth.failed')
    expect(stream.events('tool.end')).toMatchObject([
      {
        data: {
          tool: 'order',
          status: 'success',
          origin: { correlationId: 'seen', principal: 'token', address: '127.0.0.1', transport: 'http' },
        },
      },
      { data: { tool: 'flaky', status: 'error' } },
      { data: { tool: 'flaky', status: 'error' } },
    ])
    expect(stream.events('breaker.changed').map(({ data }) => [data.name, data.to, data.forced])).toEqual([
      ['flaky', 'open', undefined],
      ['say', 'open', 'open'],
    ])
    expect(stream.events('operator.action').map(({ data }) => [data.action, data.subject, data.by])).toEqual([
      ['breaker.force', 'say', 'operator'],
      ['tool.disable', 'order', 'operator'],
    ])
    const ids = stream.all().map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    await stream.hears('health', 2)
    stream.leave()
  })

  it('tells only of what was asked for', async () => {
    const shop = await start()
    const stream = await listen(shop, '?types=tool.start,operator.action')
    await post(shop, '/tools/order/execute', asCaller, { item: 'tea' })
    await post(shop, '/tools/order/disable', asOperator)
    await stream.hears('operator.action')
    expect(stream.all().map(({ type }) => type)).toEqual(['tool.start', 'operator.action'])
    stream.leave()
  })

  it('tells what happened before, what is logged and how the traffic is, to those who ask', async () => {
    const shop = await start()
    await post(shop, '/tools/flaky/execute', asCaller)
    await post(shop, '/tools/order/disable', asOperator)
    const stream = await listen(shop, '?types=tool.end,operator.action,traffic,log&level=info&recent=true')
    await Promise.all([stream.hears('traffic'), stream.hears('log')])
    expect(stream.events('tool.end').map(({ data }) => [data.tool, data.message])).toEqual([
      ['flaky', 'The carrier does not answer'],
    ])
    expect(stream.events('log').map(({ data }) => data.event)).toContain('server.started')
    const points = () => stream.events('traffic').flatMap(({ data }) => data.points)
    const point = expect.objectContaining({ calls: 1, failures: 1 })
    await vi.waitFor(() => expect(points()).toContainEqual(point), { timeout: 15_000 })
    const url = `${shop.url}/events?level=loud`
    expect((await fetch(url, { headers: asOperator })).status).toBe(422)
    stream.leave()
  })

  it('has a limited number of streams, and a client that leaves makes room', async () => {
    const shop = await start()
    const streams = await Promise.all(Array.from({ length: 16 }, () => listen(shop)))
    const refused = await fetch(`${shop.url}/events`, { headers: asOperator })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
    for (const stream of streams) stream.leave()
    await vi.waitFor(async () => {
      const again = await listen(shop)
      again.leave()
    })
  })

  it('tells callers what becomes of their tasks', async () => {
    const shop = await start()
    const stream = await listen(shop, '', asCaller)
    const made = (await (await post(shop, '/tools/haul/tasks', asCaller)).json()) as { id: string }
    await vi.waitFor(() => expect(stream.events('task.status').at(-1)?.data.message).toMatch(/hauling/))
    await post(shop, `/tasks/${made.id}/cancel`, asOperator)
    await stream.hears('task.finished')
    expect(stream.events('task.finished')).toMatchObject([{ data: { task: made.id, status: 'cancelled' } }])
    expect(new Set(stream.all().map(({ type }) => type.split('.')[0]))).toEqual(new Set(['task']))
    stream.leave()
  })

  it('is for operators, what is no task', async () => {
    const shop = await start()
    expect((await fetch(`${shop.url}/events?types=health`, { headers: asCaller })).status).toBe(403)
    expect((await fetch(`${shop.url}/events`)).status).toBe(401)
  })

  it('ends properly when the server stops, and does not keep it from stopping', async () => {
    const shop = await start({ MCP_SHUTDOWN_GRACE_SEC: '20' })
    const stream = await listen(shop)
    await stream.hears('health')
    const stoppedAt = Date.now()
    shop.child.kill('SIGTERM')
    expect(await stream.ended).toBe('properly')
    expect(await shop.exit).toBe(0)
    expect(Date.now() - stoppedAt).toBeLessThan(8_000)
  })
})

it.each(['2026-07-28', '2025-11-25'])(
  'a client of %s hears that an operator switched a tool',
  async revision => {
    const shop = await start()
    const changed = vi.fn()
    const client = new Client(
      { name: 'test', version: '1.0.0' },
      {
        versionNegotiation: { mode: revision === '2026-07-28' ? { pin: revision } : 'legacy' },
        listChanged: { tools: { onChanged: (_, tools) => changed(tools?.map(({ name }) => name)) } },
      },
    )
    const transport = new StreamableHTTPClientTransport(new URL(`${shop.url}/mcp`), {
      requestInit: { headers: asCaller },
    })
    await client.connect(transport)
    await client.listTools()
    await new Promise(resolve => setTimeout(resolve, 300))
    await post(shop, '/tools/order/disable', asOperator)
    await vi.waitFor(() => expect(changed).toHaveBeenCalled(), { timeout: 5_000 })
    expect(changed.mock.lastCall?.[0]).not.toContain('order')
    expect(changed.mock.lastCall?.[0]).toContain('whoami')
    await client.close()
  },
)
