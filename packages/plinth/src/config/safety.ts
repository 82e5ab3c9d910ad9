import type { ConfigProblem } from './config-error.ts'
import { isLoopback, isReadableOnTheWay } from './loopback.ts'
import { authenticationProblems, CREDENTIALS, credentialSettings } from './safety-auth.ts'
import type { Config } from './settings.ts'

type LabelOf = (key: string) => string

/** Whether everybody who reaches the machine may use the server, unless its code says otherwise. */
const isOpen = (config: Config): boolean =>
  config.server.transport === 'http' &&
  credentialSettings(config).length === 0 &&
  !isLoopback(config.server.host)

const plaintextUpstreams = ({ features, metrics, tracing, tasks }: Config): readonly string[] => {
  const called = [
    ['metrics.pushUrl', features.metrics ? metrics.pushUrl : undefined],
    ['tracing.otlpUrl', features.tracing ? tracing.otlpUrl : undefined],
    ['tasks.redisUrl', tasks.redisUrl],
  ] as const
  return called.flatMap(([key, url]) => {
    return url !== undefined && isReadableOnTheWay(url) ? [key] : []
  })
}

const refusing = (labelOf: LabelOf) => {
  const problems: ConfigProblem[] = []
  const refuse = (key: string, reason: string) => {
    problems.push({ name: labelOf(key), message: `${labelOf(key)} ${reason}` })
  }
  return { problems, refuse }
}

/**
 * What must not be run with unless the server's code says how callers are known: settings of authentication that do
 * not go together, authentication that is required but missing, and in production an address that everybody reaches.
 *
 * @param labelOf what a setting is called, by its key
 */
export const unsafeUnlessAuthenticated = (config: Config, labelOf: LabelOf): readonly ConfigProblem[] => {
  const { problems, refuse } = refusing(labelOf)
  const { server, auth, profile } = config
  if (auth.required && server.transport === 'http' && credentialSettings(config).length === 0)
    refuse(
      'auth.required',
      `asks for authentication, but there is nothing to know callers by: set ${CREDENTIALS}`,
    )
  if (profile === 'production' && isOpen(config) && !server.allowUnauthenticated)
    refuse(
      'server.host',
      `is ${server.host}, which others can reach, and there is no authentication: production refuses it. Set ` +
        `${CREDENTIALS}, or MCP_SERVER_ALLOW_UNAUTHENTICATED=true where something in front checks callers`,
    )
  return [...authenticationProblems(config, labelOf), ...problems]
}

/** What no server must be run with, and what none in production, whoever may call. */
export const unsafeSettings = (config: Config, labelOf: LabelOf): readonly ConfigProblem[] => {
  const { problems, refuse } = refusing(labelOf)
  const { errors, security, profile, server, operator, tasks } = config
  if (tasks.redisUrl !== undefined && tasks.file !== undefined)
    refuse(
      'tasks.redisUrl',
      `is set, and so is ${labelOf('tasks.file')}: tasks are kept in one place, so leave one of them out`,
    )
  if (operator.token !== undefined && operator.token === server.token)
    refuse(
      'operator.token',
      `is the same as ${labelOf('server.token')}, so that every caller would be an operator: make another one with ` +
        '"openssl rand -hex 32"',
    )
  if (profile !== 'production') return problems
  if (!errors.masked) {
    refuse(
      'errors.masked',
      'is false, which shows callers the text of unexpected errors: production refuses it',
    )
  }
  if (security.allowPlaintextUpstreams) return problems
  for (const key of plaintextUpstreams(config)) {
    refuse(
      key,
      'goes over the network in plain text, so that others on the way can read it: production refuses it. Use https:// ' +
        'or rediss://, ' +
        'or set MCP_SECURITY_ALLOW_PLAINTEXT_UPSTREAMS=true where the network is trusted',
    )
  }
  return problems
}

/** What may be run with, but is probably not meant. */
export const warningsAbout = (config: Config, labelOf: LabelOf): readonly string[] => {
  const set = credentialSettings(config)
  if (config.server.transport !== 'stdio' || set.length === 0) return []
  const names = set.map(labelOf).join(', ')
  return [
    `${names} ${set.length === 1 ? 'does' : 'do'} not apply on stdio: whoever starts the server may use it`,
  ]
}

/** What is probably not meant unless the server's code says how callers are known. */
export const warningsUnlessAuthenticated = (config: Config): readonly string[] => {
  const { server, auth } = config
  if (isOpen(config))
    return [
      `The server listens on ${server.host} without authentication: everybody who reaches it may use it`,
    ]
  const isUntold = auth.jwksUrl !== undefined || auth.introspectionUrl !== undefined
  if (server.transport !== 'http' || !isUntold || auth.resource !== undefined) return []
  return ['MCP_AUTH_RESOURCE is not set: clients are not told where tokens come from, and have to know it']
}
