import type { Middleware } from '../define/middleware.ts'
import { enforce, type Known } from './enforce.ts'

/**
 * Lets only callers pass who have all these roles, as {@link requireScopes} does by scopes. A caller cannot ask for a
 * role, so that over HTTP the answer is 403 without a challenge. The token of `MCP_SERVER_TOKEN`, and others with the
 * scope `*`, may do all.
 *
 * @throws TypeError when no role is named, or an empty one
 * @example
 * server.use('tools/call', requireRoles('operator'))
 */
export const requireRoles = (...roles: readonly string[]): Middleware<Known> => {
  if (roles.length === 0 || roles.includes(''))
    throw new TypeError("requireRoles needs the names of roles: requireRoles('admin')")
  return enforce({ scopes: [], roles: [...new Set(roles)] })
}
