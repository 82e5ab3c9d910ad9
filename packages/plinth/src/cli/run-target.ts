import process from 'node:process'
import { run } from '../server/start.ts'
import { CliError, EXIT } from './exit-codes.ts'
import type { Io } from './io.ts'
import { loadModule } from './load-module.ts'
import { stylesFor } from './style.ts'
import { describeTarget, resolveTarget, type Target } from './target.ts'

/** What may be said of serving on the command line; the rest is configuration. */
export interface ServeFlags {
  readonly transport?: string
  readonly host?: string
  readonly port?: string
}

/** The flags as the settings that they stand for: environment variables come before everything else. */
export const settingsOf = ({ transport, host, port }: ServeFlags): Readonly<Record<string, string>> => ({
  ...(transport === undefined ? {} : { MCP_SERVER_TRANSPORT: transport }),
  ...(host === undefined ? {} : { MCP_SERVER_HOST: host }),
  ...(port === undefined ? {} : { MCP_SERVER_PORT: port }),
})

/** @throws CliError when a target is nothing that this process could serve */
export const moduleOf = (target: Target, command: string): Extract<Target, { kind: 'module' }> => {
  if (target.kind === 'module') return target
  throw new CliError(
    target.kind === 'url'
      ? `${describeTarget(target)} is served already. To look at it: plinth list ${describeTarget(target)}`
      : `"plinth ${command}" serves a file, folder or package; a command line serves itself`,
    { exitCode: EXIT.usage },
  )
}

/** Serves a target in this process, until the process is told to stop. */
export const runTarget = async (text: string | undefined, flags: ServeFlags, io: Io): Promise<void> => {
  const target = moduleOf(resolveTarget(text, io), 'run')
  Object.assign(process.env, settingsOf(flags))
  const offer = await loadModule(target)
  if (io.stdin.isTTY && process.env.MCP_SERVER_TRANSPORT !== 'http')
    io.stderr.write(
      stylesFor(io.stderr, io.env).dim(
        'On stdio a client writes to this terminal. To serve over HTTP: --transport http. Ctrl-C ends it.\n',
      ),
    )
  if (offer) await run(offer.make, offer.options)
}
