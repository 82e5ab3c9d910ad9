import type { Client } from '@modelcontextprotocol/client'
import { loadClient } from '../testing/load-client.ts'
import type { ClientFlags } from './client-options.ts'
import { dial, type Line } from './dial.ts'
import { CliError, EXIT } from './exit-codes.ts'
import type { Io } from './io.ts'
import { oneLine, printable } from './printable.ts'
import { refusalIn } from './refusal.ts'
import { describeTarget, type Target } from './target.ts'
import { tellOfTasks } from './tasks/tell-of-tasks.ts'
import { unauthorized } from './unauthorized.ts'
import { packageVersion } from './version.ts'

/** A server that was reached. */
export interface OpenClient {
  readonly client: Client
  close(): Promise<void>
}

export interface OpenOptions extends ClientFlags {
  /** Called with the client before it connects, for handlers. */
  readonly prepare?: (client: Client) => void
  /** Called with the way to the server, which knows what a server that was started says. */
  readonly onLine?: (line: Line) => void
  /** Hears of a task that the server makes of a call; where nobody does, such an answer is an error. */
  readonly onTask?: (task: unknown) => void
  /** What the client can do for the server. Default: nothing. */
  readonly capabilities?: NonNullable<ConstructorParameters<typeof Client>[1]>['capabilities']
}

/** Our own servers speak the newest revision; of others it has to be found out. */
const negotiation = (target: Target, revision: string | undefined) => {
  if (revision === '2025-11-25') return 'legacy'
  if (revision !== undefined) return { pin: revision }
  return target.kind === 'module' ? { pin: '2026-07-28' } : 'auto'
}

const officialClient = async () => {
  try {
    return await loadClient()
  } catch (cause) {
    throw new CliError((cause as Error).message, { exitCode: EXIT.missing, cause })
  }
}

const causesOf = (error: unknown): string[] => {
  if (!(error instanceof Error)) return [String(error)]
  return [error.message, ...(error.cause === undefined ? [] : causesOf(error.cause))]
}

/** An address without a path is that of the host, and hardly ever that of the endpoint. */
const otherPath = (target: Target): string =>
  target.kind === 'url' && target.url.pathname === '/'
    ? `\nAn endpoint has a path, which is usually /mcp: ${target.url.origin}/mcp`
    : ''

const unreachable = (target: Target, error: unknown, said: string): CliError => {
  const told = target.kind === 'url' ? 'could not be reached' : 'did not start'
  const reasons = [...new Set(causesOf(error).map(oneLine).filter(Boolean))].join(': ')
  const words = refusalIn(said) ?? said.trim()
  const log = words === '' ? '' : `\nIt said:\n${printable(words)}`
  return new CliError(`${describeTarget(target)} ${told}: ${reasons}${otherPath(target)}${log}`, {
    exitCode: EXIT.noServer,
    cause: error,
  })
}

/**
 * Reaches a server through the official client, after starting it where that is needed.
 *
 * @throws CliError when that client is not installed, or the server cannot be reached
 */
export const openClient = async (target: Target, io: Io, options: OpenOptions = {}): Promise<OpenClient> => {
  const { Client } = await officialClient()
  const { prepare, onTask, capabilities = {}, revision } = options
  const client = new Client(
    { name: 'plinth', version: packageVersion() },
    { capabilities, versionNegotiation: { mode: negotiation(target, revision) } },
  )
  prepare?.(client)
  const line = await dial(target, io, options)
  options.onLine?.(line)
  if (onTask) tellOfTasks(line.transport, onTask)
  try {
    await client.connect(line.transport)
  } catch (error) {
    await client.close().catch(() => {})
    if (line.isUnauthorized())
      throw new CliError(unauthorized(describeTarget(target), 'a token', options, io), {
        exitCode: EXIT.noServer,
        cause: error,
      })
    throw unreachable(target, error, await line.said())
  }
  const close = async () => {
    await line.release().catch(() => {})
    await client.close()
  }
  return { client, close }
}

/** Does something with a server, and leaves it. */
export const withClient = async <T>(
  target: Target,
  io: Io,
  options: OpenOptions,
  use: (client: Client) => Promise<T>,
): Promise<T> => {
  const { client, close } = await openClient(target, io, options)
  try {
    return await use(client)
  } finally {
    await close()
  }
}
