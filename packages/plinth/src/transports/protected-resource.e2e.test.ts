import { afterEach, describe, expect, it } from 'vitest'
import { requireScopes } from '../auth/index.ts'
import { Plinth } from '../index.ts'
import { challengeOf, closeServers, resource, serve } from './access.fixtures.ts'

afterEach(closeServers)

describe('protected resource metadata', () => {
  const PATHS = [
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-protected-resource/',
    '/.well-known/oauth-protected-resource/mcp',
    '/.well-known/oauth-protected-resource/public/mcp?x=1',
  ]

  it.each(PATHS)('are there for everybody at %s', async path => {
    const { ask } = await serve()
    const response = await ask(path, { headers: { origin: 'https://elsewhere.example' } })
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({
      resource: 'https://mcp.example.com/public/mcp',
      authorization_servers: ['https://login.example.com'],
      scopes_supported: ['alerts:read', 'alerts:wipe', 'alerts:write'],
      bearer_methods_supported: ['header'],
      resource_name: 'alerts',
    })
  })

  it('name scopes that the server itself requires, too', async () => {
    const server = new Plinth({ name: 'bare' })
    server.use('tools/list', requireScopes('list'))
    const { ask } = await serve({ resource }, [], server)
    expect(await (await ask(PATHS[0] ?? '')).json()).toMatchObject({ scopes_supported: ['list'] })
  })

  it('are only read', async () => {
    const { ask } = await serve()
    const path = PATHS[0] ?? ''
    const head = await ask(path, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    const preflight = await ask(path, {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'mcp-protocol-version' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toBe('mcp-protocol-version')
    const post = await ask(path, { method: 'POST', body: '{}' })
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    expect(await post.json()).toMatchObject({ error: { code: 'METHOD_NOT_ALLOWED' } })
  })

  it('say what the server says of itself', async () => {
    const own = { ...resource, scopesSupported: ['one'], documentation: 'https://example.com/docs' }
    const { ask } = await serve({ resource: own })
    expect(await (await ask(PATHS[0] ?? '')).json()).toMatchObject({
      scopes_supported: ['one'],
      resource_documentation: 'https://example.com/docs',
    })
  })

  it('are nothing that strangers see where there are none', async () => {
    const { ask } = await serve({})
    const response = await ask(PATHS[0] ?? '')
    expect(response.status).toBe(401)
    expect(challengeOf(response)).toBe('Bearer realm="alerts"')
    await response.text()
  })

  it.each(['mcp.example.com', 'ftp://mcp.example.com', 'https://a:b@x.example/mcp', 'https://x.example/#a'])(
    'cannot be of %s',
    async address => {
      await expect(serve({ resource: { ...resource, resource: address } })).rejects.toThrow(
        'cannot be the address of a protected resource',
      )
    },
  )

  it('name a server that gives out tokens', async () => {
    await expect(serve({ resource: { ...resource, authorizationServers: [] } })).rejects.toThrow(
      'names no authorization server',
    )
  })
})
