import { ALL_SCOPES } from '../define/credential.ts'
import type { Middleware } from '../define/middleware.ts'
import { isScope } from './claims.ts'
import { enforce, type Known } from './enforce.ts'

/**
 * Lets only callers pass who have all these scopes; none named, everybody who is known. On the server, on methods, on
 * a module, or on one component. Who lacks a scope does not see the component in lists, and a call is refused: over
 * HTTP with 403 and a challenge that names the missing scopes (basic/authorization, "Scope Challenge Handling"),
 * elsewhere with the same JSON-RPC error. The token of `MCP_SERVER_TOKEN`, and others with the scope `*`, may do all.
 *
 * Nobody is known on stdio unless the server's `localPrincipal` says so, nor over HTTP without authentication unless its
 * `unauthenticatedPrincipal` does.
 *
 * @throws TypeError when a scope could not be asked for
 * @example
 * server.tool('acknowledge', { use: [requireScopes('alerts:write')] }, () => 'Acknowledged')
 */
export const requireScopes = (...scopes: readonly string[]): Middleware<Known> => {
  const wrong = scopes.find(scope => !isScope(scope) || scope === ALL_SCOPES)
  if (wrong !== undefined)
    throw new TypeError(
      `${JSON.stringify(wrong)} cannot be required as a scope: it may hold no blanks, quotes or backslashes, and not be "*"`,
    )
  return enforce({ scopes: [...new Set(scopes)], roles: [] })
}
