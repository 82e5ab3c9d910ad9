import { afterEach, describe, expect, it } from 'vitest'
import { requireScopes } from '../auth/index.ts'
import { ERAS, type Era } from '../testing/wire.fixtures.ts'
import { challengeOf, closeServers, METADATA, messageOf, resource, serve } from './access.fixtures.ts'

afterEach(closeServers)

const REQUESTS: readonly (readonly [method: string, params: object])[] = [
  ['tools/call', { name: 'list', arguments: {} }],
  ['prompts/get', { name: 'summary' }],
  ['resources/read', { uri: 'alerts://all' }],
  ['resources/read', { uri: 'alerts://17' }],
  [
    'completion/complete',
    { ref: { type: 'ref/resource', uri: 'alerts://{id}' }, argument: { name: 'id', value: '' } },
  ],
]

const SUBSCRIBING: Readonly<Record<Era, readonly [method: string, params: object]>> = {
  legacy: ['resources/subscribe', { uri: 'alerts://all' }],
  modern: ['subscriptions/listen', { notifications: { resourceSubscriptions: ['x://y', 'alerts://all'] } }],
}

describe.each(ERAS)('a %s caller who lacks a scope', era => {
  it.each([...REQUESTS, SUBSCRIBING[era]])('is told so in reply to %s', async (method, params) => {
    const { call, events } = await serve()
    const response = await call(era, method, params, 'nobody')
    expect(response.status).toBe(403)
    expect(challengeOf(response)).toBe(
      `Bearer realm="alerts", error="insufficient_scope", scope="alerts:read", resource_metadata="${METADATA}"`,
    )
    expect(await messageOf(response)).toMatchObject({
      id: 7,
      error: { code: -31_403, data: { code: 'PERMISSION_DENIED', scopes: ['alerts:read'] } },
    })
    expect(events.filter(({ type }) => type === 'access.denied')).toMatchObject([
      { missing: ['alerts:read'], origin: { method, principal: 'nobody', address: '127.0.0.1' } },
    ])
  })

  it('hears of all that are missing at once, and of no other', async () => {
    const { call } = await serve()
    const response = await call(era, 'tools/call', { name: 'wipe', arguments: {} }, 'writer')
    expect(challengeOf(response)).toContain('scope="alerts:wipe"')
    const other = await call(era, 'tools/call', { name: 'wipe', arguments: {} }, 'nobody')
    expect(challengeOf(other)).toContain('scope="alerts:read alerts:write alerts:wipe"')
    await Promise.all([response.text(), other.text()])
  })

  it('is let in with it', async () => {
    const { call } = await serve()
    for (const [method, params] of REQUESTS) {
      const response = await call(era, method, params, 'reader')
      expect([method, response.status]).toEqual([method, 200])
      expect(await messageOf(response)).toHaveProperty('result')
    }
  })

  it('cannot ask for a role', async () => {
    const { call } = await serve()
    const refused = await call(era, 'tools/call', { name: 'rule', arguments: {} }, 'reader')
    expect(refused.status).toBe(403)
    expect(challengeOf(refused)).toBeNull()
    expect(await messageOf(refused)).toMatchObject({ id: 7, error: { data: { roles: ['admin'] } } })
    const served = await call(era, 'tools/call', { name: 'rule', arguments: {} }, 'admin')
    expect(await messageOf(served)).toMatchObject({ result: { content: [{ text: 'ruled' }] } })
  })

  it('sees what it may use', async () => {
    const { call } = await serve()
    const names = async (who: string) => {
      const { result } = await messageOf(await call(era, 'tools/list', {}, who))
      return (result as { tools: { name: string }[] }).tools.map(({ name }) => name)
    }
    expect(await names('nobody')).toEqual(['open'])
    expect(await names('reader')).toEqual(['open', 'list'])
    expect(await names('admin')).toEqual(['open', 'list', 'rule'])
  })
})

describe.each(ERAS)('where a credential is optional, a %s caller', era => {
  it('without one reaches what requires none', async () => {
    const { call } = await serve({ optional: true, resource })
    const served = await call(era, 'tools/call', { name: 'open', arguments: {} })
    expect(await messageOf(served)).toMatchObject({ result: { content: [{ text: 'open to anybody' }] } })
    const { result } = await messageOf(await call(era, 'tools/list', {}))
    expect(result).toMatchObject({ tools: [{ name: 'open' }] })
    const known = await call(era, 'tools/call', { name: 'open', arguments: {} }, 'reader')
    expect(await messageOf(known)).toMatchObject({ result: { content: [{ text: 'open to reader' }] } })
  })

  it('without one is challenged by the rest', async () => {
    const { call, events } = await serve({ optional: true, resource, scopes: ['base'] })
    const response = await call(era, 'tools/call', { name: 'list', arguments: {} })
    expect(response.status).toBe(401)
    expect(challengeOf(response)).toBe(
      `Bearer realm="alerts", scope="base alerts:read", resource_metadata="${METADATA}"`,
    )
    expect(await messageOf(response)).toMatchObject({ id: 7, error: { code: -31_401 } })
    expect(events.filter(({ type }) => type === 'auth.failed')).toMatchObject([
      { fault: 'missing', path: '/mcp' },
    ])
  })

  it('with a wrong one is refused', async () => {
    const { call } = await serve({ optional: true, resource })
    const response = await call(era, 'tools/call', { name: 'open', arguments: {} }, 'stranger')
    expect(response.status).toBe(401)
    expect(challengeOf(response)).toContain('error="invalid_token"')
    await response.text()
  })
})

it('requests in one batch are answered together, with the refusal of each', async () => {
  const { ask } = await serve()
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    authorization: 'Bearer nobody',
  }
  const clientInfo = { name: 'test', version: '1.0.0' }
  const params = { protocolVersion: '2025-03-26', capabilities: {}, clientInfo }
  const hello = await ask('/mcp', {
    method: 'POST',
    headers,
    body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }),
  })
  await hello.text()
  const call = (id: number, name: string) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name } })
  const batch = await ask('/mcp', {
    method: 'POST',
    headers: { ...headers, 'mcp-session-id': hello.headers.get('mcp-session-id') ?? '' },
    body: JSON.stringify([call(1, 'open'), call(2, 'list')]),
  })
  expect(batch.status).toBe(200)
  const text = await batch.text()
  expect(text).toContain('open to nobody')
  expect(text).toContain('-31403')
})

it.each(ERAS)(
  'a %s caller hears nothing of a resource that it may not read, though it asked early',
  async era => {
    const { call, server } = await serve()
    const [method, uri] = ['resources/subscribe', 'alerts2://late']
    const listened =
      era === 'legacy'
        ? await call(era, method, { uri }, 'nobody')
        : await call(
            era,
            'subscriptions/listen',
            { notifications: { resourceSubscriptions: [uri] } },
            'nobody',
          )
    expect(listened.status).toBe(200)
    const heard: string[] = []
    const stream = era === 'legacy' ? await call(era, 'GET', {}, 'nobody') : listened
    const read = async () => {
      const decoder = new TextDecoder()
      for await (const bytes of stream.body ?? []) heard.push(decoder.decode(bytes as Uint8Array))
    }
    const reading = read().catch(() => {})
    server.runtime.resourceUpdated(uri)
    await expect.poll(() => heard.join('')).toContain('resources/updated')
    const before = heard.length
    server.resource(uri, { use: [requireScopes('alerts:read')] }, () => 'late')
    server.runtime.resourceUpdated(uri)
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(heard.slice(before).join('')).not.toContain('resources/updated')
    await closeServers()
    await reading
  },
)

it.each(ERAS)('a %s caller hears of what it may read', async era => {
  const { call, server } = await serve()
  const uri = 'alerts://all'
  const listened =
    era === 'legacy'
      ? await call(era, 'resources/subscribe', { uri }, 'reader')
      : await call(era, 'subscriptions/listen', { notifications: { resourceSubscriptions: [uri] } }, 'reader')
  expect(listened.status).toBe(200)
  const stream = era === 'legacy' ? await call(era, 'GET', {}, 'reader') : listened
  let heard = ''
  const read = async () => {
    for await (const text of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) heard += text
  }
  const reading = read().catch(() => {})
  server.runtime.resourceUpdated(uri)
  await expect.poll(() => heard).toContain('resources/updated')
  expect(heard).toContain(uri)
  await closeServers()
  await reading
})

it('changes of a list are for those who may have the list', async () => {
  const { call, server } = await serve()
  server.use('tools/list', requireScopes('alerts:read'))
  const listen = (notifications: object) =>
    call('modern', 'subscriptions/listen', { notifications }, 'nobody')
  const refused = await listen({ toolsListChanged: true })
  expect([refused.status, challengeOf(refused)]).toEqual([403, expect.stringContaining('"alerts:read"')])
  await refused.text()
  for (const wanted of [{ promptsListChanged: true }, { toolsListChanged: false }]) {
    const served = await listen(wanted)
    expect(served.status).toBe(200)
    await served.body?.cancel()
  }
})

it('rules of the server are for what it carries out, and not for the protocol around it', async () => {
  const { call, server } = await serve()
  server.use(requireScopes('alerts:read'))
  const discovered = await call('modern', 'server/discover', {}, 'nobody')
  expect(discovered.status).toBe(200)
  expect(await messageOf(discovered)).toHaveProperty('result')
  const pinged = await call('legacy', 'ping', {}, 'nobody')
  expect(await messageOf(pinged)).toHaveProperty('result')
  for (const method of ['tools/list', 'prompts/list']) {
    const listed = await call('modern', method, {}, 'nobody')
    expect([method, listed.status]).toEqual([method, 403])
    await listed.text()
  }
})

it('events name the component, and not what the caller made of it', async () => {
  const { call, events } = await serve()
  await (await call('modern', 'resources/read', { uri: 'alerts://my-secret' }, 'nobody')).text()
  expect(events).toMatchObject([{ type: 'access.denied', name: 'alerts://{id}' }])
})
