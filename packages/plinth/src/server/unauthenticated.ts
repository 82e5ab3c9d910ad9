import type { Config } from '../config/index.ts'
import { isLoopback } from '../config/loopback.ts'
import type { Principal } from '../define/context.ts'
import type { Authentication } from '../define/credential.ts'
import type { Logger } from '../logger.ts'

interface Known {
  /** Who calls where callers cannot be known, as the server's code says. */
  readonly principal: Principal | undefined
  readonly authentication: Authentication | undefined
}

/**
 * Who calls over HTTP without a credential: somebody only where there is no way to know callers, and where nobody but this
 * machine reaches the server or the operator answers for those who do.
 */
export const unauthenticatedCaller = (
  { server }: Pick<Config, 'server'>,
  { principal, authentication }: Known,
  log: Logger,
): Principal | undefined => {
  if (!principal || authentication) return undefined
  const isOnlyHere = isLoopback(server.host) && server.trustedProxies.length === 0
  if (isOnlyHere || server.allowUnauthenticated) return principal
  log.warning('config_warning', {
    message:
      `There is no authentication, and others can reach ${server.host}: nobody is known, and what requires scopes or roles is ` +
      'refused. Set MCP_SERVER_TOKEN, or MCP_SERVER_ALLOW_UNAUTHENTICATED=true where something in front checks callers',
  })
  return undefined
}
