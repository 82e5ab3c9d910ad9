import { afterEach, describe, expect, it } from 'vitest'
import { challengeOf, closeServers, METADATA, resource, serve } from './access.fixtures.ts'
import type { RouteDeclaration } from './custom-routes.ts'

afterEach(closeServers)

it('callers are challenged with what all of them need', async () => {
  const { ask, events } = await serve({ resource, scopes: ['alerts:read'] }, [
    { configure: app => app.get('/inside', c => c.text('in')), public: false },
  ])
  for (const path of ['/mcp', '/inside', '/nothing']) {
    const missing = await ask(path)
    expect([path, missing.status, challengeOf(missing)]).toEqual([
      path,
      401,
      `Bearer realm="alerts", scope="alerts:read", resource_metadata="${METADATA}"`,
    ])
    const wrong = await ask(path, { headers: { authorization: 'Bearer stranger' } })
    expect(wrong.status).toBe(401)
    expect(challengeOf(wrong)).toContain('error="invalid_token"')
    const lacking = await ask(path, { headers: { authorization: 'Bearer nobody' } })
    expect(lacking.status).toBe(403)
    expect(challengeOf(lacking)).toContain('error="insufficient_scope", scope="alerts:read"')
    await Promise.all([missing, wrong, lacking].map(each => each.text()))
  }
  expect(events.map(({ type }) => type)).toEqual(
    Array.from({ length: 3 }, () => ['auth.failed', 'auth.failed', 'access.denied']).flat(),
  )
  expect(events[0]).toMatchObject({ fault: 'missing', path: '/mcp', origin: { address: '127.0.0.1' } })
  expect((await ask('/inside', { headers: { authorization: 'Bearer reader' } })).status).toBe(200)
})

it('a credential that cannot be checked now is asked for again later', async () => {
  const { ask, events } = await serve()
  const response = await ask('/mcp', { headers: { authorization: 'Bearer busy' } })
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('3')
  expect(await response.text()).not.toContain('issuer')
  expect(events).toMatchObject([{ type: 'auth.failed', fault: 'unavailable' }])
})

describe('routes beside the endpoint', () => {
  const routes: RouteDeclaration[] = [
    { configure: app => app.get('/me', c => c.json({ id: c.get('principal')?.id ?? null })), public: false },
    {
      configure: app => app.get('/about', c => c.json({ id: c.get('principal')?.id ?? null })),
      public: true,
    },
  ]

  it('know the caller, unless they are public', async () => {
    const { ask } = await serve({}, routes)
    const headers = { authorization: 'Bearer reader' }
    expect(await (await ask('/me', { headers })).json()).toEqual({ id: 'reader' })
    expect(await (await ask('/about', { headers })).json()).toEqual({ id: null })
    expect((await ask('/me')).status).toBe(401)
    expect((await ask('/about')).status).toBe(200)
  })

  it('want a credential where it is optional at the endpoint', async () => {
    const { ask } = await serve({ optional: true }, routes)
    for (const path of ['/me', '/nothing']) expect([path, (await ask(path)).status]).toEqual([path, 401])
  })
})

it('of a path that nobody knows only the beginning is told, and no query', async () => {
  const { ask, events } = await serve()
  await (await ask(`/${'x'.repeat(500)}?token=secret`)).text()
  await (await ask('/short?token=secret')).text()
  expect(events).toMatchObject([{ path: `/${'x'.repeat(199)}` }, { path: '/short' }])
})
