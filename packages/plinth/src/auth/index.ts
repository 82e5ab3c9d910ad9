/**
 * Who calls, and what callers need: tokens, signed tokens, introspection; scopes, roles, tenants.
 *
 * @module plinth/auth
 */

export { anyOf } from './any-of.ts'
export type { ClaimMapping, Claims } from './claims.ts'
export type { Fetch } from './endpoint.ts'
export type { Known } from './enforce.ts'
export { type ImpliedScopes, implyScopes } from './imply-scopes.ts'
export { introspection } from './introspection.ts'
export type { IntrospectionOptions } from './introspection-options.ts'
export { jwt } from './jwt.ts'
export type { JwtOptions, KeySet } from './jwt-options.ts'
export { requireRoles } from './require-roles.ts'
export { requireScopes } from './require-scopes.ts'
export { type OfTenant, requireTenant } from './require-tenant.ts'
export { staticToken } from './static-token.ts'
export { type NamedToken, staticTokens, type TokenHolder } from './static-tokens.ts'
