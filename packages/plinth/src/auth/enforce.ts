import { type AccessRule, denialOf, lackOf, missingIn, withRule } from '../define/access.ts'
import type { Principal } from '../define/context.ts'
import type { Middleware } from '../define/middleware.ts'
import { refuse } from '../define/outcome.ts'

/** What further in is known: somebody calls. */
export interface Known {
  readonly principal: Principal
}

/** Makes the middleware that enforces a rule. */
export const enforce = (rule: AccessRule): Middleware<Known> => {
  const rules = [rule]
  return withRule<Middleware<Known>>(async (ctx, next) => {
    const { principal } = ctx
    const lack = lackOf(rules, principal)
    if (!lack && principal) return next({ principal })
    const name = ctx.component?.name ?? ctx.method
    const lacking = lack ?? { known: false, scopes: [], roles: [] }
    ctx.emit('access.denied', { name, missing: missingIn(lacking) })
    return refuse(denialOf(lacking, name))
  }, rule)
}
