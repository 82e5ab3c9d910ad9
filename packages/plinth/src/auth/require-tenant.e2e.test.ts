import { afterEach, describe, expect, it } from 'vitest'
import type { Principal, VerifyCredential } from '../index.ts'
import { Plinth } from '../index.ts'
import { ERAS } from '../testing/wire.fixtures.ts'
import { challengeOf, closeServers, messageOf, resource, serve } from '../transports/access.fixtures.ts'
import { requireScopes, requireTenant } from './index.ts'

afterEach(closeServers)

const PEOPLE: Readonly<Record<string, Principal>> = {
  ada: { id: 'ada', scopes: ['read'], tenant: 'acme' },
  eve: { id: 'eve', scopes: ['read'] },
  operator: { id: 'token', scopes: ['*'] },
}

const verify: VerifyCredential = authorization => {
  const principal = PEOPLE[authorization?.replace('Bearer ', '') ?? '']
  return principal ? { principal } : { fault: authorization === undefined ? 'missing' : 'wrong' }
}

const shop = () => {
  const server = new Plinth({ name: 'shop' })
  server.tool('orders', { use: [requireTenant()] }, (_, ctx) => `Orders of ${ctx.principal?.tenant}`)
  server.tool('pay', { use: [requireScopes('pay'), requireTenant()] }, () => 'Paid')
  return serve({ verify, resource }, [], server)
}

describe.each(ERAS)('over HTTP a %s caller', era => {
  it.each([
    ['eve', 'orders'],
    ['operator', 'orders'],
    ['eve', 'pay'],
  ])('%s, who has no tenant, is refused %s without a challenge', async (who, name) => {
    const { call, events } = await shop()
    const response = await call(era, 'tools/call', { name, arguments: {} }, who)
    expect([response.status, challengeOf(response)]).toEqual([403, null])
    expect(await messageOf(response)).toMatchObject({
      id: 7,
      error: { code: -31_403, message: expect.stringContaining('a tenant, which this caller does not have') },
    })
    expect(events.filter(({ type }) => type === 'access.denied')).toMatchObject([
      { name, missing: expect.arrayContaining(['tenant']) },
    ])
  })

  it('who has one is served, and asked for scopes that are missing', async () => {
    const { call } = await shop()
    const served = await call(era, 'tools/call', { name: 'orders', arguments: {} }, 'ada')
    expect(JSON.stringify(await messageOf(served))).toContain('Orders of acme')
    const lacking = await call(era, 'tools/call', { name: 'pay', arguments: {} }, 'ada')
    expect(challengeOf(lacking)).toContain('scope="pay"')
    await lacking.text()
  })
})
