import { Plinth } from 'plinth'
import { requireTenant } from 'plinth/auth'
import { type ProductionConfig, productionParts } from 'plinth/middleware'
import { type Fetch, openEffects } from './effects.ts'
import type { ReferenceSettings } from './settings.ts'

export type ReferenceConfig = ProductionConfig & { readonly reference: ReferenceSettings }

/** The middleware that a team relies on, with slots and rates for each tenant. */
const stackFor = (config: ProductionConfig) => {
  // One breaker for a tool that fetches from anywhere: one tenant's dead host would close it for all.
  const { circuitBreaker: _, ...parts } = productionParts(config, {
    perTenant: true,
    inputGuard: { maxLength: 100_000, maxBytes: 200_000 },
  })
  return Object.values(parts)
}

/** The server without its tools. Whoever calls belongs to a tenant, and handlers know to which: `ctx.tenant`. */
export const createBase = (config: ReferenceConfig, fetch?: Fetch) =>
  new Plinth({
    name: 'reference',
    version: '1.0.0',
    instructions: 'Add up money with calculate_total, never by yourself.',
    localPrincipal: { id: 'local', tenant: 'local', scopes: ['*'] },
    lifespan: ({ defer }) => {
      const effects = openEffects(config.reference, fetch)
      defer(() => effects.close())
      return { effects }
    },
  })
    .use(...stackFor(config))
    .with(requireTenant())

export type ReferenceServer = ReturnType<typeof createBase>
