import { describe, expect, it } from 'vitest'
import { Plinth, type Principal } from '../index.ts'
import { connect } from '../testing/index.ts'
import { ERAS, openWire } from '../testing/wire.fixtures.ts'
import { requireScopes } from './require-scopes.ts'
import { requireTenant } from './require-tenant.ts'

const ada: Principal = { id: 'ada', scopes: ['read'], tenant: 'acme' }
const nobodys: Principal = { id: 'eve', scopes: ['read'] }
const operator: Principal = { id: 'token', scopes: ['*'] }

const shop = () => {
  const server = new Plinth({ name: 'shop' })
  server.tool('about', {}, () => 'A shop')
  server.tool('orders', { use: [requireTenant()] }, (_, ctx) => `Orders of ${ctx.principal?.tenant}`)
  server.tool('read', { use: [requireScopes('read'), requireTenant()] }, () => 'Read')
  return server
}

describe.each(ERAS)('a %s caller without a tenant', era => {
  it.each([
    ['who is known', nobodys, -31_403, '"orders" needs a tenant, which this caller does not have'],
    ['who may do everything', operator, -31_403, '"orders" needs a tenant, which this caller does not have'],
    ['whose tenant is empty', { ...ada, tenant: '' }, -31_403, '"orders" needs a tenant, which'],
    ['who is not known', undefined, -31_401, '"orders" is only for callers who are known, with a tenant'],
  ])('%s is refused', async (_, principal, code, message) => {
    const wire = await openWire(shop(), era, principal ? { principal } : {})
    const { error } = await wire.request('tools/call', { name: 'orders' })
    await wire.close()
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) })
  })

  it.each([
    [ada, ['about', 'orders', 'read']],
    [nobodys, ['about']],
    [operator, ['about']],
  ])('sees in lists what it may use: %o', async (principal, names) => {
    const client = await connect(shop(), { era, principal })
    expect((await client.client.listTools()).tools.map(({ name }) => name)).toEqual(names)
    await client.close()
  })
})

it('tells handlers the tenant, and the audit trail who had none', async () => {
  const server = new Plinth({ name: 'shop' })
  server.with(requireTenant()).tool('mine', {}, (_, ctx) => `${ctx.tenant}, ${ctx.principal.tenant}`)
  const denied: object[] = []
  server.runtime.events.subscribe(event => event.type === 'access.denied' && denied.push(event))
  const answerOf = async (principal: Principal) => {
    const wire = await openWire(server, 'modern', { principal })
    return (await wire.request('tools/call', { name: 'mine' })).result?.content
  }
  expect(await answerOf(ada)).toEqual([{ type: 'text', text: 'acme, acme' }])
  expect(await answerOf(operator)).toBeUndefined()
  expect(denied).toMatchObject([{ name: 'mine', missing: ['tenant'], origin: { principal: 'token' } }])
  await server.close()
})
