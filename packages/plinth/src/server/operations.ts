import { checkToken, staticTokens } from '../auth/static-tokens.ts'
import type { Config } from '../config/index.ts'
import { isLoopback } from '../config/loopback.ts'
import type { Principal } from '../define/context.ts'
import type { Authentication } from '../define/credential.ts'
import type { Access, OperatorAccess } from '../operate/access.ts'
import { createOperatorApi } from '../operate/api.ts'
import type { RootLogger } from '../operate/log.ts'
import { createReadiness } from '../operate/readiness.ts'
import type { ShownConfig } from '../operate/rest/deps.ts'
import type { Shutdown } from '../operate/shutdown.ts'
import { refuse } from './authentication.ts'
import type { Observation } from './observation.ts'
import type { Runtime } from './runtime.ts'

const operatorAccess = ({ token, scope }: Config['operator']): OperatorAccess => {
  if (token === undefined) return { scope }
  try {
    checkToken(token, 'MCP_OPERATOR_TOKEN')
  } catch (error) {
    throw refuse('MCP_OPERATOR_TOKEN', error)
  }
  return { scope, verify: staticTokens([{ name: 'operator', token, scopes: [scope] }]) }
}

const accessOf = (
  { server, operator }: Config,
  {
    authentication,
    unauthenticatedPrincipal,
  }: Pick<OperationsOptions, 'authentication' | 'unauthenticatedPrincipal'>,
): Access => {
  const open = isLoopback(server.host)
  return {
    ...authentication,
    open,
    openToCallers: open || server.allowUnauthenticated,
    anybody: unauthenticatedPrincipal,
    operator: operatorAccess(operator),
    metrics: operator.metrics,
  }
}

export interface OperationsOptions {
  readonly log: RootLogger
  readonly shutdown: Shutdown
  /** How callers are known. Default: nobody is. */
  readonly authentication?: Authentication | undefined
  /** Who calls where there is no authentication. Default: nobody is known. */
  readonly unauthenticatedPrincipal?: Principal | undefined
  readonly observation: Observation
  /** The configuration as operators see it. */
  readonly shown: () => ShownConfig
}

/** Makes the API that tells operators of a server. */
export const startOperations = (runtime: Runtime, config: Config, options: OperationsOptions) => {
  const { log, shutdown, observation, shown } = options
  const { metrics, health } = observation
  const { server, operator } = config
  const readiness = createReadiness()
  shutdown.register('readiness', 'probes', () => readiness.drain())
  const stopping = new AbortController()
  shutdown.register('streams', 'events', () => stopping.abort())
  const api = createOperatorApi({
    runtime,
    health,
    readiness,
    metrics,
    config: shown,
    console: operator.console,
    access: accessOf(config, options),
    transport: server.transport,
    path: server.path,
    maxBodyBytes: server.maxBodyBytes,
    signal: stopping.signal,
    clock: runtime.host.clock,
    log,
    logLines: log,
  })
  return { readiness, api }
}
