import { denialOf, lackOf, missingIn, withRule } from '../define/access.ts'
import type { Principal } from '../define/context.ts'
import type { Middleware } from '../define/middleware.ts'
import { refuse } from '../define/outcome.ts'

/** What further in is known: for which tenant somebody calls. */
export interface OfTenant {
  readonly principal: Principal & { readonly tenant: string }
  readonly tenant: string
}

const RULE = { scopes: [], roles: [], tenant: true } as const

/**
 * Lets only callers pass whose principal belongs to a tenant. Who belongs to none does not see the component in lists,
 * and a call is refused: over HTTP with 403 and no challenge, because nobody can ask for a tenant. The scope `*` does not
 * help: the token of `MCP_SERVER_TOKEN` has no tenant. Further in `ctx.tenant` names it.
 *
 * @example
 * const served = server.with(requireTenant())
 * served.tool('orders', {}, (_, ctx) => `The orders of ${ctx.tenant}`)
 */
export const requireTenant = (): Middleware<OfTenant> =>
  withRule<Middleware<OfTenant>>(async (ctx, next) => {
    const { principal } = ctx
    if (principal?.tenant)
      return next({ principal: { ...principal, tenant: principal.tenant }, tenant: principal.tenant })
    const name = ctx.component?.name ?? ctx.method
    const lack = lackOf([RULE], principal) ?? { known: false, ...RULE }
    ctx.emit('access.denied', { name, missing: missingIn(lack) })
    return refuse(denialOf(lack, name))
  }, RULE)
