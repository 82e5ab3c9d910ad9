import { connect, type TestClient } from 'plinth/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breaker, courier, errors, server, timed } from './shop.ts'

describe('the shop', () => {
  let client: TestClient
  beforeAll(async () => {
    client = await connect(server)
  })
  afterAll(() => client.close())

  it('takes orders until it is closed', async () => {
    const order = { name: 'orders_place', arguments: { item: 'tea' } }
    expect(await client.call('orders_place', { item: 'tea' })).toEqual([
      { type: 'text', text: 'Ordered: tea' },
    ])
    await client.call('close_orders')
    await expect(client.client.callTool(order)).rejects.toMatchObject({
      message: expect.stringContaining('Closed for maintenance'),
      data: { code: 'RESOURCE_EXHAUSTED', retryAfterMs: 60_000 },
    })
    expect(errors.counts()).toEqual([
      { kind: 'tool', name: 'orders_place', code: 'RESOURCE_EXHAUSTED', count: 1 },
    ])
  })

  it('greets in the language that the client asks for', async () => {
    const greet = async (_meta: Record<string, unknown>) =>
      (await client.client.callTool({ name: 'greet', arguments: {}, _meta })).content
    expect(await greet({})).toEqual([{ type: 'text', text: 'Welcome' }])
    expect(await greet({ 'example/language': 'no' })).toEqual([{ type: 'text', text: 'Velkommen' }])
  })

  it('refuses long input', async () => {
    await expect(client.call('orders_place', { item: 'x'.repeat(201) })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    })
  })

  it('leaves a courier alone that does not answer, until an operator knows better', async () => {
    const track = () => client.call('track')
    courier.isDown = true
    await expect(track()).rejects.toMatchObject({ code: 'CONNECTION_ERROR' })
    await expect(track()).rejects.toMatchObject({ code: 'CONNECTION_ERROR' })
    courier.isDown = false
    await expect(track()).rejects.toMatchObject({
      code: 'CIRCUIT_BREAKER_OPEN',
      retryAfterMs: expect.any(Number),
    })
    breaker.force('track', 'closed')
    expect(await track()).toEqual([{ type: 'text', text: 'On its way' }])
    expect(breaker.states()).toMatchObject([{ name: 'track', state: 'closed', forced: 'closed' }])
  })

  it('measures calls', () => {
    expect(timed.stats().map(({ name }) => name)).toContain('greet')
  })
})
