import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sending, startCheckedShop } from './checked-shop.fixtures.ts'
import { asCaller, asOperator } from './running-shop.fixtures.ts'

type Shop = Awaited<ReturnType<typeof startCheckedShop>>

let shop: Shop
const send: Shop['send'] = (...request) => shop.send(...request)
const execute: Shop['execute'] = (...request) => shop.execute(...request)

beforeAll(async () => {
  shop = await startCheckedShop()
})

afterAll(() => shop?.stop())

it('is described by a document that is valid OpenAPI 3.1', async () => {
  const { body } = await send('GET', '/openapi.json', { headers: asCaller })
  const validator = new Validator()
  expect(await validator.validate(structuredClone(body))).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
})

describe('what is read', () => {
  it.each(['/', '/health', '/livez', '/readyz', '/tools', '/tools/order', '/metrics', '/openapi.json'])(
    '%s, by callers and by operators',
    async path => {
      for (const headers of [asCaller, asOperator]) {
        const { status } = await send('GET', path, { headers })
        expect([200, 207]).toContain(status)
      }
    },
  )

  it('the metrics, as JSON where that is accepted', async () => {
    await execute('order', { item: 'tea' })
    const { body } = await send('GET', '/metrics', { headers: { ...asCaller, accept: 'application/json' } })
    expect(body.tools.order).toMatchObject({ successes: expect.any(Number) })
  })

  it('one tool by an alias, and none that is not there', async () => {
    expect((await send('GET', '/tools/OrderTool')).body).toMatchObject({
      name: 'order',
      info: { warehouse: 'north' },
    })
    expect((await send('GET', '/tools/unknown')).status).toBe(404)
  })

  it('the configuration, by operators only, without secrets', async () => {
    const { body } = await send('GET', '/config')
    expect(body.sources).toMatchObject({
      'server.token': 'env(MCP_SERVER_TOKEN)',
      'server.path': 'default',
      'shop.url': 'env(MCP_SHOP_URL)',
    })
    expect(body.config.shop.url).toContain('shop.example')
    expect(JSON.stringify(body)).not.toMatch(/hunter2|operator-token|caller-token/)
    const { status, headers } = await send('GET', '/config', { headers: asCaller })
    expect([status, headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer realm="shop", error="insufficient_scope", scope="operator"',
    ])
  })
})

describe('what operators change', () => {
  it('serves a tool no longer, and again', async () => {
    const off = await send('POST', '/tools/OrderTool/disable')
    expect(off.body).toMatchObject({ name: 'order', enabled: false })
    expect((await execute('order', { item: 'tea' })).body.error.code).toBe('TOOL_DISABLED')
    expect((await send('POST', '/tools/order/enable')).body).toMatchObject({ enabled: true })
    expect((await execute('order', { item: 'tea' })).status).toBe(200)
    expect((await send('POST', '/tools/unknown/disable')).status).toBe(404)
    await shop.says('"action":"tool.disable","subject":"order","by":"operator"')
  })

  it('holds a breaker, of a program too', async () => {
    const held = await send('POST', '/tools/say/breaker', { json: { state: 'open' } })
    expect(held.body.breaker).toBe('open')
    expect((await execute('say')).body.error.code).toBe('CIRCUIT_BREAKER_OPEN')
    expect((await send('POST', '/tools/say/breaker', { json: { state: 'auto' } })).body.breaker).toBe(
      'closed',
    )
    expect((await execute('say')).body.status).toBe('ok')
    expect((await send('POST', '/tools/say/breaker', { json: { state: 'ajar' } })).status).toBe(422)
    expect((await send('POST', '/tools/order/breaker', { json: { state: 'open' } })).status).toBe(404)
    expect((await send('POST', '/tools/say/breaker', { body: '{' })).status).toBe(400)
  })

  it.each(['enable', 'disable', 'breaker'])('is not for callers, nor for strangers: %s', async action => {
    for (const [headers, status] of [
      [asCaller, 403],
      [{}, 401],
      [{ authorization: 'Bearer wrong-token' }, 401],
    ] as const)
      expect(
        (await send('POST', `/tools/order/${action}`, { json: { state: 'open' }, headers })).status,
      ).toBe(status)
    expect((await send('GET', '/tools/order')).body.enabled).toBe(true)
  })
})

describe('tasks', () => {
  const until = async (id: string, status: string, headers: Sending['headers'] = asCaller) => {
    await expect
      .poll(async () => (await send('GET', `/tasks/${id}`, { headers })).body.status, { timeout: 5_000 })
      .toBe(status)
    return (await send('GET', `/tasks/${id}`, { headers })).body
  }
  const begin = async (tool: string, json = {}) => {
    const { status, body } = await send('POST', `/tools/${tool}/tasks`, { json, headers: asCaller })
    expect(status).toBe(202)
    return body.id
  }

  it('are made, asked after, answered and come to an end', async () => {
    for (const [place, ended] of [
      ['north', { result: { structured: { item: 'tea', place: 'north' } } }],
      ['nowhere', { error: { code: 'NOT_FOUND' } }],
    ] as const) {
      const id = await begin('stock', { item: 'tea' })
      expect(await until(id, 'input_required')).toMatchObject({ own: true, questions: { place: {} } })
      const json = { responses: { place: { action: 'accept', content: { place } } } }
      expect((await send('POST', `/tasks/${id}/input`, { json, headers: asCaller })).status).toBe(200)
      expect(await until(id, 'completed')).toMatchObject(ended)
    }
    const { body } = await send('GET', '/tasks?status=completed&limit=1', { headers: asCaller })
    expect(body).toMatchObject({ tasks: [{ tool: 'stock', principal: 'token' }], next: expect.any(String) })
    expect((await send('GET', `/tasks?after=${body.next}`, { headers: asCaller })).status).toBe(200)
  })

  it('are seen and cancelled by operators, who are not told what they are about', async () => {
    const id = await begin('haul')
    const seen = await until(id, 'working', asOperator)
    expect(seen).toMatchObject({ own: false, tool: 'haul' })
    expect(seen).not.toHaveProperty('message')
    expect((await send('POST', `/tasks/${id}/cancel`)).body.status).toBe('cancelled')
    await shop.says(`"action":"task.cancel","subject":"${id}"`)
    const own = await begin('haul')
    const cancelled = await send('POST', `/tasks/${own}/cancel`, { headers: asCaller })
    expect(cancelled.body).toMatchObject({ status: 'cancelled', own: true, message: 'Cancelled' })
  })

  it('are refused with the reason', async () => {
    const post = (path: string, json: unknown, headers: Sending['headers'] = asCaller) =>
      send('POST', path, { json, headers })
    for (const [path, json, status] of [
      ['/tools/stock/tasks', {}, 422],
      ['/tools/order/tasks', { item: 'tea' }, 409],
      ['/tools/off/tasks', {}, 403],
      ['/tools/unknown/tasks', {}, 404],
      ['/tasks/unknown/input', { responses: {} }, 404],
      ['/tasks/unknown/input', {}, 422],
      ['/tasks/unknown/cancel', undefined, 404],
    ] as const)
      expect([path, (await post(path, json)).status]).toEqual([path, status])
    expect((await send('POST', '/tasks/unknown/input', { body: '{', headers: asCaller })).status).toBe(400)
    expect((await send('GET', '/tasks/unknown')).status).toBe(404)
    expect((await send('GET', '/tasks?limit=x')).status).toBe(422)
    while ((await post('/tools/haul/tasks', {})).status === 202);
    const limited = await post('/tools/haul/tasks', {})
    expect([limited.status, limited.body.error.code]).toEqual([429, 'RATE_LIMITED'])
  })

  it.each([
    ['GET', '/tasks', 401],
    ['GET', '/tasks/unknown', 401],
    ['POST', '/tasks/unknown/input', 401],
    ['POST', '/tasks/unknown/cancel', 401],
    ['POST', '/tools/stock/tasks', 401],
  ])('are not for strangers: %s %s', async (method, path, status) => {
    for (const headers of [{}, { authorization: 'Bearer wrong-token' }])
      expect((await send(method, path, { headers })).status).toBe(status)
  })

  it('are not made or answered with the token of operators', async () => {
    expect((await send('POST', '/tools/stock/tasks', { json: { item: 'tea' } })).status).toBe(401)
    expect((await send('POST', '/tasks/unknown/input', { json: { responses: {} } })).status).toBe(401)
  })
})

describe('methods', () => {
  const raw = (method: string, path: string, headers: Record<string, string> = asOperator) =>
    fetch(`${shop.url}${path}`, { method, headers })

  it.each([
    ['DELETE', '/tools', 'GET, HEAD, OPTIONS'],
    ['GET', '/tools/order/enable', 'POST, OPTIONS'],
    ['PUT', '/livez', 'GET, HEAD, OPTIONS'],
  ])('%s %s is not allowed', async (method, path, allow) => {
    const response = await raw(method, path)
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
    expect(await response.json()).toMatchObject({ error: { code: 'METHOD_NOT_ALLOWED' } })
  })

  it('HEAD is GET without a body, OPTIONS says what there is', async () => {
    const head = await raw('HEAD', '/tools')
    expect([head.status, await head.text()]).toEqual([200, ''])
    const options = await raw('OPTIONS', '/tools/order/execute', asCaller)
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, OPTIONS'])
  })

  it('strangers learn nothing by another method either', async () => {
    for (const path of ['/tools', '/tools/order/enable', '/config', '/unknown', '/tools/order/more'])
      expect((await raw('DELETE', path, {})).status).toBe(401)
  })

  it('what is not there is told in JSON', async () => {
    const response = await raw('GET', '/unknown', asCaller)
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/json'])
    expect(await response.json()).toEqual({
      error: { code: 'NOT_FOUND', message: expect.any(String), suggestion: expect.any(String) },
    })
  })
})
