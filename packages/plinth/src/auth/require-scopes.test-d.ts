import { expectTypeOf, it } from 'vitest'
import type { Principal } from '../define/context.ts'
import { Plinth } from '../plinth.ts'
import { requireRoles } from './require-roles.ts'
import { requireScopes } from './require-scopes.ts'

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

it('rules stand wherever middleware does', () => {
  server.use(requireScopes('a'), requireRoles('b'))
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
