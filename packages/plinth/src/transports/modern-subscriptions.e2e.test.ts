import { afterAll, describe, expect, it } from 'vitest'
import { modernRequest } from '../testing/modern.fixtures.ts'
import { type Fields, SERVER, SUBSCRIPTION, startModern } from './modern-http.fixtures.ts'

const { open, post, server, serving } = await startModern()
afterAll(() => serving.close())

describe('basic/patterns/subscriptions', () => {
  const listen = (id: unknown, notifications: Fields) =>
    open(modernRequest(id, 'subscriptions/listen', { notifications }))
  const acknowledged = (id: unknown, notifications: Fields) => ({
    jsonrpc: '2.0',
    method: 'notifications/subscriptions/acknowledged',
    params: { _meta: { [SUBSCRIPTION]: id }, notifications },
  })

  it('is acknowledged first, and brings nothing that was not asked for, all of it under its id', async () => {
    const tools = listen('t', { toolsListChanged: true, promptsListChanged: false, other: true })
    const note = listen(5, { resourceSubscriptions: ['note://one', 'note://two'] })
    await expect
      .poll(() => [tools.messages(), note.messages()])
      .toEqual([
        [acknowledged('t', { toolsListChanged: true })],
        [acknowledged(5, { resourceSubscriptions: ['note://one', 'note://two'] })],
      ])
    server.runtime.host.bus.publish({ type: 'prompts_changed' })
    server.runtime.host.bus.publish({ type: 'resource_updated', uri: 'note://three' })
    server.runtime.host.bus.publish({ type: 'resource_updated', uri: 'note://two' })
    server.runtime.host.bus.publish({ type: 'tools_changed' })
    await expect
      .poll(() => [tools.messages().slice(1), note.messages().slice(1)])
      .toEqual([
        [
          {
            jsonrpc: '2.0',
            method: 'notifications/tools/list_changed',
            params: { _meta: { [SUBSCRIPTION]: 't' } },
          },
        ],
        [
          {
            jsonrpc: '2.0',
            method: 'notifications/resources/updated',
            params: { _meta: { [SUBSCRIPTION]: 5 }, uri: 'note://two' },
          },
        ],
      ])
    tools.leave()
    note.leave()
  })

  it.each([
    undefined,
    null,
    5,
    [],
    { toolsListChanged: 'yes' },
    { resourceSubscriptions: 'note://one' },
    { resourceSubscriptions: [5] },
    { resourceSubscriptions: Array.from({ length: 1_001 }, (_, n) => `note://${n}`) },
    { resourceSubscriptions: [`note://${'x'.repeat(8_192)}`] },
  ])('a filter that is none is refused: %j', async notifications => {
    expect(await post('subscriptions/listen', { notifications })).toMatchObject({
      status: 200,
      answer: { id: 1, error: { code: -32602 } },
    })
  })

  it.each([
    { resourceSubscriptions: Array.from({ length: 1_000 }, (_, n) => `note://${n}`) },
    { resourceSubscriptions: [`note://${'x'.repeat(8_185)}`] },
  ])('a filter as long as it may be is taken', async notifications => {
    const listening = listen(1, notifications)
    await expect.poll(() => listening.messages()).toEqual([acknowledged(1, notifications)])
    listening.leave()
  })

  it('is ended with its result when the server stops, and its stream with it', async () => {
    const { open, serving } = await startModern()
    const listening = open(modernRequest('last', 'subscriptions/listen', { notifications: {} }))
    await expect.poll(() => listening.messages()).toEqual([acknowledged('last', {})])
    await serving.close()
    await expect.poll(() => listening.ended()).toBe(true)
    expect(listening.messages().at(-1)).toEqual({
      jsonrpc: '2.0',
      id: 'last',
      result: { resultType: 'complete', _meta: { [SUBSCRIPTION]: 'last', ...SERVER } },
    })
  })
})
