import { anyOf } from '../auth/any-of.ts'
import { introspection } from '../auth/introspection.ts'
import { jwt } from '../auth/jwt.ts'
import { loadJose } from '../auth/key-set.ts'
import { TOKEN_HOLDER } from '../auth/static-token.ts'
import { checkToken, type NamedToken, staticTokens } from '../auth/static-tokens.ts'
import type { Clock } from '../clock.ts'
import { type Config, ConfigError, type Loaded } from '../config/index.ts'
import { credentialSettings } from '../config/safety-auth.ts'
import { ALL_SCOPES, type Authentication, type Verdict, type VerifyCredential } from '../define/credential.ts'
import { rememberSecrets } from '../known-secrets.ts'
import type { Logger } from '../logger.ts'
import { readTokensFile } from './tokens-file.ts'

/** What the making of an authentication needs to know of its server. */
export interface AuthenticationSources {
  /** What the server's code says; it wins. */
  readonly own: Authentication | undefined
  readonly loaded: Pick<Loaded<Config>, 'config' | 'sources' | 'unlessAuthenticated'>
  readonly clock: Clock
  readonly log: Logger
}

/** What is wrong with a setting, as a problem of the configuration. */
export const refuse = (name: string, error: unknown): ConfigError => {
  const reason = error instanceof Error ? error.message : String(error)
  return new ConfigError([{ name, message: reason.includes(name) ? reason : `${name}: ${reason}` }])
}

const tokensOf = ({ server, auth }: Config): readonly NamedToken[] => {
  const listed = auth.tokensFile === undefined ? [] : readTokensFile(auth.tokensFile)
  rememberSecrets(listed.flatMap(({ token = [] }) => token))
  if (server.token === undefined) return listed
  checkToken(server.token, 'MCP_SERVER_TOKEN')
  return [{ name: TOKEN_HOLDER, token: server.token, scopes: [ALL_SCOPES] }, ...listed]
}

const knowsTokens = (config: Config): readonly VerifyCredential[] => {
  try {
    const tokens = tokensOf(config)
    return tokens.length === 0 ? [] : [staticTokens(tokens)]
  } catch (error) {
    throw error instanceof ConfigError ? error : refuse('MCP_SERVER_TOKEN', error)
  }
}

/** Clients that make a URL of the resource put a slash behind a bare host. */
const audienceOf = ({ audience, resource }: Config['auth']): readonly string[] => {
  if (audience.length > 0) return audience
  return resource === undefined ? [] : [...new Set([resource, new URL(resource).href])]
}

const knowsSignatures = async (
  { auth, security }: Config,
  clock: Clock,
): Promise<readonly VerifyCredential[]> => {
  const { jwksUrl, issuer = '', clockToleranceSec } = auth
  const { allowPlaintextUpstreams: allowPlaintext } = security
  if (jwksUrl === undefined) return []
  try {
    await loadJose()
    return [jwt({ jwksUrl, issuer, audience: audienceOf(auth), clockToleranceSec, allowPlaintext, clock })]
  } catch (error) {
    throw refuse('MCP_AUTH_JWKS_URL', error)
  }
}

const asksIssuer = ({ auth, security }: Config, clock: Clock): readonly VerifyCredential[] => {
  const { introspectionUrl: url, clientId = '', clientSecret = '', issuer } = auth
  if (url === undefined) return []
  const { allowPlaintextUpstreams: allowPlaintext } = security
  const known = issuer === undefined ? {} : { issuer }
  const audience = audienceOf(auth)
  try {
    return [introspection({ url, clientId, clientSecret, audience, ...known, allowPlaintext, clock })]
  } catch (error) {
    throw refuse('MCP_AUTH_INTROSPECTION_URL', error)
  }
}

const configured = async (config: Config, clock: Clock): Promise<Authentication | undefined> => {
  const signatures = await knowsSignatures(config, clock)
  const verifiers = [...knowsTokens(config), ...signatures, ...asksIssuer(config, clock)]
  if (verifiers.length === 0) return undefined
  const { resource, authorizationServers, issuer, optional, scopes } = config.auth
  const servers = authorizationServers.length === 0 && issuer !== undefined ? [issuer] : authorizationServers
  return {
    verify: anyOf(...verifiers),
    optional,
    scopes,
    ...(resource === undefined ? {} : { resource: { resource, authorizationServers: servers } }),
  }
}

/** Holds a verifier of the server's own to its word that it never throws. */
const neverThrowing = (verify: VerifyCredential): VerifyCredential => {
  const failed = (error: unknown): Verdict => ({
    fault: 'unavailable',
    reason: error instanceof Error ? error.message : String(error),
  })
  return authorization => {
    try {
      const verdict = verify(authorization)
      return 'then' in verdict ? Promise.resolve(verdict).catch(failed) : verdict
    } catch (error) {
      return failed(error)
    }
  }
}

/**
 * How the callers of a server are known over HTTP: as its code says, or else as its configuration does; undefined when
 * neither says anything.
 *
 * @throws ConfigError when there is nothing although there has to be, and when settings make no sense
 */
export const createAuthentication = async (
  sources: AuthenticationSources,
): Promise<Authentication | undefined> => {
  const { own, loaded, clock, log } = sources
  const { config, sources: from, unlessAuthenticated } = loaded
  const warn = (message: string) => log.warning('config_warning', { message })
  const set = credentialSettings(config).map(key => /^env\((\w+)\)$/.exec(from[key] ?? '')?.[1] ?? key)
  if (own && config.server.transport === 'http' && set.length > 0)
    warn(`${set.join(', ')} has no effect: the code of the server says itself how callers are known`)
  if (!own) {
    if (unlessAuthenticated.problems.length > 0) throw new ConfigError(unlessAuthenticated.problems)
    for (const message of unlessAuthenticated.warnings) warn(message)
  }
  if (config.server.transport === 'stdio') {
    if (own) warn('Authentication does not apply on stdio: whoever starts the server may use it')
    return undefined
  }
  return own ? { ...own, verify: neverThrowing(own.verify) } : configured(config, clock)
}
