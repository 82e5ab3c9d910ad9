import type { Config } from '../config/index.ts'

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** What keeps a server from listening, in words that say which setting to change; undefined for everything else. */
export const listenProblem = (error: unknown, { server }: Config): string | undefined => {
  const where = `${server.host}:${server.port}`
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `Something else listens on ${where}: stop it, or set MCP_SERVER_PORT to another port`
    case 'EACCES':
      return `This user may not listen on ${where}: set MCP_SERVER_PORT to a port above 1023`
    case 'EADDRNOTAVAIL':
      return `${server.host} is no address of this machine: set MCP_SERVER_HOST to one, or to 127.0.0.1`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name ${server.host} is not known: set MCP_SERVER_HOST to an address of this machine`
    default:
      return undefined
  }
}
