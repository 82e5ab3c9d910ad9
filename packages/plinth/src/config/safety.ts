import { isIP } from 'node:net'
import type { ConfigProblem } from './config-error.ts'
import type { Config } from './settings.ts'

/** Whether an address to listen on can only be reached from this machine. */
export const isLoopback = (host: string) => {
  if (isIP(host) === 4) return host.startsWith('127.')
  return host === '::1' || /^(.+\.)?localhost$/i.test(host)
}

/** Whether everybody who reaches the machine may use the server. */
const isOpen = ({ server }: Config, authenticated: boolean) =>
  server.transport === 'http' && !authenticated && server.token === undefined && !isLoopback(server.host)

const plaintextUpstreams = ({ features, metrics, tracing }: Config): readonly string[] => {
  const called = [
    ['metrics.pushUrl', features.metrics ? metrics.pushUrl : undefined],
    ['tracing.otlpUrl', features.tracing ? tracing.otlpUrl : undefined],
  ] as const
  return called.flatMap(([key, url]) => {
    if (url === undefined || !/^http:/i.test(url)) return []
    return isLoopback(new URL(url).hostname.replace(/[[\]]/g, '')) ? [] : [key]
  })
}

export interface SafetyOptions {
  /** Whether the program brings authentication of its own, besides a token. */
  readonly authenticated: boolean
  /** What a setting is called, by its key. */
  labelOf(key: string): string
}

/**
 * What must not be run with: for the production profile all that is unsafe, for every profile authentication that
 * is required but missing.
 */
export const unsafeSettings = (
  config: Config,
  { authenticated, labelOf }: SafetyOptions,
): readonly ConfigProblem[] => {
  const problems: ConfigProblem[] = []
  const refuse = (key: string, reason: string) => {
    problems.push({ name: labelOf(key), message: `${labelOf(key)} ${reason}` })
  }
  const { server, auth, errors, security, profile } = config

  if (auth.required && server.transport === 'http' && server.token === undefined && !authenticated) {
    refuse('auth.required', 'asks for authentication, but there is no token to check: set MCP_SERVER_TOKEN')
  }
  if (profile !== 'production') return problems
  if (!errors.masked) {
    refuse(
      'errors.masked',
      'is false, which shows callers the text of unexpected errors: production refuses it',
    )
  }
  if (isOpen(config, authenticated) && !server.allowUnauthenticated) {
    refuse(
      'server.host',
      `is ${server.host}, which others can reach, and there is no authentication: production refuses it. Set ` +
        'MCP_SERVER_TOKEN, or MCP_SERVER_ALLOW_UNAUTHENTICATED=true where something in front checks callers',
    )
  }
  if (security.allowPlaintextUpstreams) return problems
  for (const key of plaintextUpstreams(config)) {
    refuse(
      key,
      'begins with http://, so that others on the way can read what is sent: production refuses it. Use https://, ' +
        'or set MCP_SECURITY_ALLOW_PLAINTEXT_UPSTREAMS=true where the network is trusted',
    )
  }
  return problems
}

/** What may be run with, but is probably not meant. */
export const warningsAbout = (config: Config, authenticated: boolean): readonly string[] => {
  const warnings: string[] = []
  const { server } = config
  if (server.transport === 'stdio' && server.token !== undefined) {
    warnings.push('MCP_SERVER_TOKEN does not apply on stdio: whoever starts the server may use it')
  }
  if (isOpen(config, authenticated)) {
    warnings.push(
      `The server listens on ${server.host} without authentication: everybody who reaches it may use it`,
    )
  }
  return warnings
}
