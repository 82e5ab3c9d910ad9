import { setTimeout as sleep } from 'node:timers/promises'
import type { Transport } from '@modelcontextprotocol/client'
import { PASSING_VARIABLE } from '../server/passing.ts'
import type { ClientFlags } from './client-options.ts'
import type { Io } from './io.ts'
import { ownProgram } from './own-program.ts'
import type { Target } from './target.ts'

/** A way to a server. */
export interface Line {
  readonly transport: Transport
  /** The end of what a server that was started wrote to stderr; empty when all of it was shown already. */
  readonly said: () => Promise<string>
  /** Whether the server wanted to know who calls, and did not. */
  readonly isUnauthorized: () => boolean
  /** Gives back what the server keeps for this client alone. */
  readonly release: () => Promise<void>
}

const KEPT = 8_192
const LAST_WORDS_MS = 500

interface Program {
  readonly command: string
  readonly args: readonly string[]
  /** Whether it is known what it speaks. */
  readonly isOwn: boolean
}

const TOKEN_VARIABLE = 'PLINTH_TOKEN'

/** The headers that a URL is sent: those that were given, and the credential. */
export const bearerHeaders = ({ header = {}, token }: ClientFlags, io: Io): Record<string, string> => {
  // An empty variable counts as unset, as for settings.
  const credential = token || io.env[TOKEN_VARIABLE]
  return !credential ? { ...header } : { authorization: `Bearer ${credential}`, ...header }
}

/** The environment of whoever started us, without the credential that is for URLs. */
const childEnvironment = ({ env }: Io): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(env).filter(
      (each): each is [string, string] => each[1] !== undefined && each[0] !== TOKEN_VARIABLE,
    ),
  ),
  [PASSING_VARIABLE]: '1',
})

const start = async ({ command, args, isOwn }: Program, io: Io, verbose: boolean): Promise<Line> => {
  const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio')
  // To find out what a server speaks, the client starts it once more, but not by way of a class of somebody else's.
  const Transport = isOwn ? class extends StdioClientTransport {} : StdioClientTransport
  const transport = new Transport({
    command,
    args: [...args],
    env: childEnvironment(io),
    cwd: io.cwd,
    stderr: 'pipe',
  })
  let said = ''
  const ended = Promise.withResolvers<void>()
  transport.stderr?.once('end', ended.resolve).on('data', (chunk: Buffer) => {
    if (verbose) io.stderr.write(chunk)
    else said = (said + chunk.toString('utf8')).slice(-KEPT)
  })
  const lastWords = async () => {
    await Promise.race([ended.promise, sleep(LAST_WORDS_MS, undefined, { ref: false })])
    return said
  }
  return { transport, said: lastWords, isUnauthorized: () => false, release: async () => {} }
}

/** Makes a way to a target: over HTTP to a URL, over stdio to a program or a file, which is started for it. */
export const dial = async (target: Target, io: Io, flags: ClientFlags): Promise<Line> => {
  switch (target.kind) {
    case 'url': {
      const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client')
      const requestInit = { headers: bearerHeaders(flags, io) }
      let unauthorized = false
      const transport = new StreamableHTTPClientTransport(target.url, {
        requestInit,
        fetch: async (url, init) => {
          const response = await fetch(url, init)
          unauthorized = response.status === 401
          return response
        },
      })
      const isUnauthorized = () => unauthorized
      return { transport, said: async () => '', isUnauthorized, release: () => transport.terminateSession() }
    }
    case 'command':
      return start({ ...target, isOwn: false }, io, flags.verbose === true)
    case 'module':
      return start(
        { ...ownProgram('run', target.file, '--transport', 'stdio'), isOwn: true },
        io,
        flags.verbose === true,
      )
  }
}
