import { describe, expect, it } from 'vitest'
import { type OperationEvent, Plinth, type Principal } from '../index.ts'
import { connect } from '../testing/index.ts'
import { ERAS, openWire } from '../testing/wire.fixtures.ts'
import { requireRoles } from './require-roles.ts'
import { requireScopes } from './require-scopes.ts'

const someone = (scopes: readonly string[], roles: readonly string[] = []): Principal => ({
  id: 'someone',
  scopes,
  roles,
})

const alerts = () => {
  const server = new Plinth({ name: 'alerts' })
  server.tool('list', { use: [requireScopes('alerts:read')] }, () => 'listed')
  server.tool(
    'wipe',
    { use: [requireScopes('alerts:read', 'alerts:write'), requireRoles('admin')] },
    () => 'gone',
  )
  server.tool('ping', {}, (_, ctx) => `pong for ${ctx.principal?.id ?? 'nobody'}`)
  return server
}

describe.each(ERAS)('what a %s caller lacks', era => {
  const refusalOf = async (name: string, principal?: Principal) => {
    const wire = await openWire(alerts(), era, principal ? { principal } : {})
    const { error } = await wire.request('tools/call', { name })
    await wire.close()
    return error
  }

  it('is named alone', async () => {
    expect(await refusalOf('wipe', someone(['alerts:read']))).toEqual({
      code: -31_403,
      message: '"wipe" needs the scope "alerts:write", which this caller does not have',
      data: {
        code: 'PERMISSION_DENIED',
        scopes: ['alerts:write'],
        suggestion: 'Sign in again, and ask for what is missing too',
      },
    })
  })

  it('may be a role', async () => {
    expect(await refusalOf('wipe', someone(['alerts:read', 'alerts:write'], ['Admin']))).toMatchObject({
      code: -31_403,
      message: '"wipe" needs the role "admin", which this caller does not have',
      data: { roles: ['admin'] },
    })
  })

  it('may be to be known', async () => {
    expect(await refusalOf('list')).toEqual({
      code: -31_401,
      message: '"list" is only for callers who are known, with the scope "alerts:read"',
      data: {
        code: 'PERMISSION_DENIED',
        scopes: ['alerts:read'],
        suggestion: 'Sign in, and call again with the credential',
      },
    })
  })

  it.each([
    ['list', someone(['alerts:read'])],
    ['wipe', someone(['other', 'alerts:write', 'alerts:read'], ['admin'])],
    ['wipe', someone(['*'])],
    ['ping', undefined],
  ])('is nothing: %s', async (name, principal) => {
    expect(await refusalOf(name, principal)).toBeUndefined()
  })
})

it('nobody named means everybody who is known', async () => {
  const server = new Plinth({ name: 'test' })
  server.use(requireScopes())
  server.tool('ping', {}, () => 'pong')
  const stranger = await openWire(server, 'modern')
  expect((await stranger.request('tools/list')).error?.code).toBe(-31_401)
  expect((await stranger.request('no/such')).error?.code).toBeLessThan(0)
  const client = await connect(server, { principal: someone([]) })
  expect((await client.client.listTools()).tools).toHaveLength(1)
  await client.close()
  await stranger.close()
})

it.each(['two words', '', '"quoted"', 'back\\slash', '*', 'grün'])('%j is no scope to require', scope => {
  expect(() => requireScopes('fine', scope)).toThrow('cannot be required as a scope')
})

it.each([[[]], [['']]])('no role is required by %j', roles => {
  expect(() => requireRoles(...roles)).toThrow('needs the names of roles')
})

it('tells of denials, with what is missing and who called', async () => {
  const server = alerts()
  const events: OperationEvent[] = []
  server.runtime.events.subscribe(event => events.push(event))
  const client = await connect(server, { principal: someone(['alerts:read']) })
  await expect(client.call('wipe')).rejects.toThrow()
  await client.close()
  expect(events.filter(({ type }) => type === 'access.denied')).toMatchObject([
    { name: 'wipe', missing: ['alerts:write'], origin: { principal: 'someone', transport: 'memory' } },
  ])
})

it('holds for a tool that a tool calls', async () => {
  const server = alerts()
  server.tool('both', {}, (_, ctx) => ctx.call('list'))
  const client = await connect(server, { principal: someone([]) })
  await expect(client.call('both')).rejects.toThrow('needs the scope "alerts:read"')
  await client.close()
})
