import { type Config, ConfigError, type ConfigProblem } from '../config/index.ts'
import type { LogFields } from '../logger.ts'

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** What keeps a server from listening, in words that say which setting to change; undefined for everything else. */
export const listenProblem = (error: unknown, { server }: Config): ConfigProblem | undefined => {
  const where = `${server.host}:${server.port}`
  const port = (message: string) => ({ name: 'MCP_SERVER_PORT', message })
  const host = (message: string) => ({ name: 'MCP_SERVER_HOST', message })
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return port(`Something else listens on ${where}: stop it, or set MCP_SERVER_PORT to another port`)
    case 'EACCES':
      return port(`This user may not listen on ${where}: set MCP_SERVER_PORT to a port above 1023`)
    case 'EADDRNOTAVAIL':
      return host(`${server.host} is no address of this machine: set MCP_SERVER_HOST to one, or to 127.0.0.1`)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return host(`The name ${server.host} is not known: set MCP_SERVER_HOST to an address of this machine`)
    default:
      return undefined
  }
}

/**
 * What `server.start_failed` says: the settings that are to blame, or else the error.
 *
 * @param config undefined while it is not known
 */
export const startFailure = (error: unknown, config?: Config): LogFields => {
  if (error instanceof ConfigError) return { message: error.message, problems: error.problems }
  const problem = config && listenProblem(error, config)
  if (problem) return { message: problem.message, problems: [problem] }
  return { message: error instanceof Error ? error.message : String(error), error }
}
