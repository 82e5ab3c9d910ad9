import { expectTypeOf, it } from 'vitest'
import type { Principal } from '../define/context.ts'
import { Plinth } from '../plinth.ts'
import { requireRoles } from './require-roles.ts'
import { requireScopes } from './require-scopes.ts'
import { requireTenant } from './require-tenant.ts'

const server = new Plinth({ name: 'test' })

it('a principal may be undefined where nothing requires one, and may not where something does', () => {
  server.tool('anybody', {}, (_, ctx) => {
    expectTypeOf(ctx.principal).toEqualTypeOf<Principal | undefined>()
    return ''
  })
  const known = server.with(requireScopes('a')).with(requireRoles('b'))
  known.tool('known', { use: [requireScopes('c')] }, (_, ctx) => {
    expectTypeOf(ctx.principal.id).toEqualTypeOf<string>()
    return ctx.principal.id
  })
})

it('a tenant is there where one is required', () => {
  server.with(requireTenant()).tool('ours', {}, (_, ctx) => {
    expectTypeOf(ctx.tenant).toEqualTypeOf<string>()
    expectTypeOf(ctx.principal.tenant).toEqualTypeOf<string>()
    return ctx.tenant
  })
})

it('rules stand wherever middleware does', () => {
  server.use(requireScopes('a'), requireRoles('b'), requireTenant())
  server.use('tools/call', requireScopes())
})

it('a custom route knows its caller', () => {
  server.http(app =>
    app.get('/me', c => {
      expectTypeOf(c.get('principal')).toEqualTypeOf<Principal | undefined>()
      return c.json(c.get('principal')?.scopes ?? [])
    }),
  )
})
