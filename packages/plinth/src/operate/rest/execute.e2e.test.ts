import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCheckedShop } from './checked-shop.fixtures.ts'
import { asCaller, asOperator } from './running-shop.fixtures.ts'

type Shop = Awaited<ReturnType<typeof startCheckedShop>>

let shop: Shop
const send: Shop['send'] = (...request) => shop.send(...request)
const execute: Shop['execute'] = (...request) => shop.execute(...request)

beforeAll(async () => {
  shop = await startCheckedShop()
})

afterAll(() => shop?.stop())

describe('POST /tools/{name}/execute', () => {
  it('200 with what the tool answered, by name or alias', async () => {
    for (const name of ['order', 'OrderTool']) {
      const { status, body } = await execute(name, { item: 'tea', correlation_id: 'c-1' })
      expect(status).toBe(200)
      expect(body).toMatchObject({
        status: 'ok',
        tool: 'order',
        correlation_id: 'c-1',
        result: { structured: { item: 'tea', count: 1 } },
      })
    }
  })

  it('200 without a body where the tool takes nothing, as the caller, under its correlation id', async () => {
    const { body } = await send('POST', '/tools/whoami/execute', { headers: asCaller })
    expect(body.result.structured).toEqual({ principal: 'token', correlation: body.correlation_id })
  })

  it('200 with the failure of a tool, masked where it is not meant for callers', async () => {
    const { status, body } = await execute('broken')
    expect([status, body.status, body.error.code]).toEqual([200, 'error', 'INTERNAL_ERROR'])
    expect(body.error.error_id).toMatch(/^\w+$/)
    await shop.says(body.error.error_id)
    expect(JSON.stringify(body)).not.toContain('hunter2')
  })

  it('200 when a circuit breaker is open, with the time after which to try again', async () => {
    for (const code of ['CONNECTION_ERROR', 'CONNECTION_ERROR', 'CIRCUIT_BREAKER_OPEN']) {
      const { status, body } = await execute('flaky')
      expect([status, body.error.code]).toEqual([200, code])
      if (code === 'CIRCUIT_BREAKER_OPEN') expect(body.error.retry_after).toBeGreaterThan(0)
    }
    expect((await send('GET', '/tools/flaky')).body.breaker).toBe('open')
  })

  it('200 with what a program gave', async () => {
    const { body } = await execute('say')
    expect(body.result.structured).toMatchObject({ returncode: 0 })
  })

  it('200 with TIMEOUT when the time is up that the caller gave', async () => {
    const { status, body } = await execute('slow', { ms: 20_000, timeout_sec: 0.2 })
    expect([status, body.error.code]).toEqual([200, 'TIMEOUT'])
  })

  it.each([
    ['no JSON', '{"item":', 400, 'MALFORMED_REQUEST'],
    ['no object', '[1]', 400, 'MALFORMED_REQUEST'],
    ['nested too deeply', `{"item":${'['.repeat(200)}${']'.repeat(200)}}`, 400, 'MALFORMED_REQUEST'],
    ['too long', JSON.stringify({ item: 'x'.repeat(3_000) }), 413, 'CONTENT_TOO_LARGE'],
    ['of a wrong type', '{"item":5}', 422, 'VALIDATION_ERROR'],
    ['with a correlation id that is none', '{"item":"tea","correlation_id":" "}', 422, 'VALIDATION_ERROR'],
    ['with a time that is none', '{"item":"tea","timeout_sec":0}', 422, 'VALIDATION_ERROR'],
    ['with names of prototypes', '{"__proto__":{"item":"tea"},"constructor":1}', 422, 'VALIDATION_ERROR'],
  ])('refuses a body that is %s', async (_, body, status, code) => {
    const answer = await send('POST', '/tools/order/execute', { headers: asCaller, body })
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
  })

  it('422 names the arguments that do not fit', async () => {
    const { body } = await execute('order', { item: 'tea', count: 0 })
    expect(body.error.issues).toMatchObject([{ path: 'count' }])
  })

  it.each([
    ['text/plain', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('415 for a body of %s', async (type, headers) => {
    const answer = await send('POST', '/tools/order/execute', {
      headers: { ...asCaller, ...headers, 'content-type': type },
      body: '{"item":"tea"}',
    })
    expect([answer.status, answer.body.error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  })

  it('401 with a challenge for strangers, and for who is only an operator', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong-token' }, asOperator]) {
      const answer = await execute('order', { item: 'tea' }, headers)
      expect([answer.status, answer.body.error.code]).toEqual([401, 'UNAUTHENTICATED'])
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="shop"/)
    }
  })

  it('403 for a disabled tool, 404 for none, 409 for one that asks', async () => {
    expect((await execute('off')).body.error.code).toBe('TOOL_DISABLED')
    expect((await execute('unknown')).status).toBe(404)
    const { status, body } = await execute('asks')
    expect([status, body.error.code, body.error.suggestion]).toEqual([
      409,
      'INPUT_REQUIRED',
      expect.stringContaining('MCP'),
    ])
  })

  it('429 and 503 with the time after which to try again', async () => {
    expect((await execute('rare')).status).toBe(200)
    const limited = await execute('rare')
    expect([limited.status, limited.body.error.code]).toEqual([429, 'RATE_LIMITED'])
    expect(Number(limited.headers.get('retry-after'))).toBe(limited.body.error.retry_after)
    const full = await execute('full')
    expect([full.status, full.body.error.code, full.headers.get('retry-after')]).toEqual([
      503,
      'RESOURCE_EXHAUSTED',
      '3',
    ])
  })

  it('cancels the call when its caller leaves', async () => {
    const leaving = new AbortController()
    const sent = fetch(`${shop.url}/tools/slow/execute`, {
      method: 'POST',
      headers: { ...asCaller, 'content-type': 'application/json' },
      body: '{"ms":20000}',
      signal: leaving.signal,
    })
    await shop.says('slow began')
    leaving.abort()
    await expect(sent).rejects.toThrow()
    await shop.says('slow was cancelled')
  })
})
