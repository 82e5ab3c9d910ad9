import type { ConfigProblem } from './config-error.ts'
import { isReadableOnTheWay } from './loopback.ts'
import type { Config } from './settings.ts'
import { valueAt } from './value-at.ts'

type LabelOf = (key: string) => string

/** The settings that give callers a way to be known. */
export const CREDENTIAL_KEYS = ['server.token', 'auth.tokensFile', 'auth.jwksUrl', 'auth.introspectionUrl']

/** Those of them that are set. */
export const credentialSettings = (config: Config): readonly string[] =>
  CREDENTIAL_KEYS.filter(key => valueAt(config, key) !== undefined)

const isIssuer = (value: string): boolean => {
  if (!URL.canParse(value)) return false
  return /^https?:$/.test(new URL(value).protocol) && !isReadableOnTheWay(value)
}

/** What to set so that callers are known. */
export const CREDENTIALS =
  'MCP_SERVER_TOKEN, MCP_AUTH_TOKENS_FILE, MCP_AUTH_JWKS_URL or MCP_AUTH_INTROSPECTION_URL'

type Rule = readonly [broken: boolean, key: string, reason: string]

const isScope = (value: string): boolean => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(value) && value !== '*'

/** What is missing where tokens of an authorization server are to be checked. */
const completeness = ({ auth }: Config): readonly Rule[] => {
  const { jwksUrl, issuer, introspectionUrl, clientId, clientSecret, audience, resource } = auth
  const isChecked = jwksUrl !== undefined || introspectionUrl !== undefined
  const hasClient = clientId !== undefined && clientSecret !== undefined
  return [
    [
      jwksUrl !== undefined && issuer === undefined,
      'auth.jwksUrl',
      'says where keys are, but not whose tokens they sign: set MCP_AUTH_ISSUER too',
    ],
    [
      isChecked && audience.length === 0 && resource === undefined,
      jwksUrl === undefined ? 'auth.introspectionUrl' : 'auth.jwksUrl',
      'would let in with tokens that were issued for other servers: set MCP_AUTH_RESOURCE or MCP_AUTH_AUDIENCE too',
    ],
    [
      introspectionUrl !== undefined && !hasClient,
      'auth.introspectionUrl',
      'is an address that wants to know who asks: set MCP_AUTH_CLIENT_ID and MCP_AUTH_CLIENT_SECRET too',
    ],
  ]
}

/** What is said and can mean nothing. */
const purpose = (config: Config): readonly Rule[] => {
  const { auth } = config
  const { issuer, audience, resource, authorizationServers, clientId, clientSecret } = auth
  const unasked = auth.introspectionUrl === undefined
  const unchecked = unasked && auth.jwksUrl === undefined
  const nobodyKnown = credentialSettings(config).length === 0
  const ofTokens =
    'is about the tokens of an authorization server, which nothing checks: set MCP_AUTH_JWKS_URL or ' +
    'MCP_AUTH_INTROSPECTION_URL too'
  const ofClient = 'makes the server known to an address that is not set: set MCP_AUTH_INTROSPECTION_URL too'
  return [
    [unchecked && issuer !== undefined, 'auth.issuer', ofTokens],
    [unchecked && audience.length > 0, 'auth.audience', ofTokens],
    [unchecked && resource !== undefined, 'auth.resource', ofTokens],
    [unasked && clientId !== undefined, 'auth.clientId', ofClient],
    [unasked && clientSecret !== undefined, 'auth.clientSecret', ofClient],
    [
      authorizationServers.length > 0 && resource === undefined,
      'auth.authorizationServers',
      'is told to nobody: set MCP_AUTH_RESOURCE too',
    ],
    [
      resource !== undefined && issuer === undefined && authorizationServers.length === 0,
      'auth.resource',
      'tells clients where tokens come from: set MCP_AUTH_ISSUER or MCP_AUTH_AUTHORIZATION_SERVERS too',
    ],
    [
      auth.optional && auth.required,
      'auth.optional',
      'lets those in whom MCP_AUTH_REQUIRED keeps out: unset one of them',
    ],
    [
      auth.optional && nobodyKnown,
      'auth.optional',
      `makes a credential optional that nothing checks: set ${CREDENTIALS} too`,
    ],
    [
      auth.scopes.length > 0 && nobodyKnown,
      'auth.scopes',
      'asks for scopes that nobody can have: set MCP_AUTH_TOKENS_FILE or MCP_AUTH_JWKS_URL too',
    ],
  ]
}

const ON_THE_WAY =
  'begins with http://, so that others on the way can say who may call: use https://, or set ' +
  'MCP_SECURITY_ALLOW_PLAINTEXT_UPSTREAMS=true where the network is trusted'

const isExposed = (url: string | undefined, { security }: Config): boolean =>
  url !== undefined && isReadableOnTheWay(url) && !security.allowPlaintextUpstreams

const form = (config: Config): readonly Rule[] => [
  [isExposed(config.auth.jwksUrl, config), 'auth.jwksUrl', ON_THE_WAY],
  [isExposed(config.auth.introspectionUrl, config), 'auth.introspectionUrl', ON_THE_WAY],
  [
    !config.auth.authorizationServers.every(isIssuer),
    'auth.authorizationServers',
    'must hold addresses that begin with https://',
  ],
  [
    config.auth.resource?.includes('#') ?? false,
    'auth.resource',
    'has a # in it, which no client would send: leave it out',
  ],
  [
    !config.auth.scopes.every(isScope),
    'auth.scopes',
    'must hold scopes: no blanks, quotes or backslashes, and not "*"',
  ],
]

/** What does not go together in the settings of authentication. */
export const authenticationProblems = (config: Config, labelOf: LabelOf): readonly ConfigProblem[] =>
  [...completeness(config), ...purpose(config), ...form(config)]
    .filter(([broken]) => broken)
    .map(([, key, reason]) => ({ name: labelOf(key), message: `${labelOf(key)} ${reason}` }))
