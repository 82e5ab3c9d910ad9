import { subscribe } from 'node:diagnostics_channel'
import process from 'node:process'
import { type RunStarted, runChannel } from '../server/run-channel.ts'
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

/** Tells somebody at a terminal why nothing happens. */
const hintAtStdio = (io: Io): void => {
  const { dim } = stylesFor(io.stderr, io.env)
  const hint =
    'On stdio a client writes to this terminal. To serve over HTTP: --transport http. Ctrl-C ends it.'
  subscribe(runChannel.name, message => {
    const { server } = (message as RunStarted).configuration?.().config ?? {}
    const transport = (server as { readonly transport?: string } | undefined)?.transport
    if (transport === 'stdio') io.stderr.write(`${dim(hint)}\n`)
  })
}

/** Serves a target in this process, until the process is told to stop. */
export const runTarget = async (text: string | undefined, flags: ServeFlags, io: Io): Promise<void> => {
  const target = moduleOf(resolveTarget(text, io), 'run')
  Object.assign(process.env, settingsOf(flags))
  if (io.stdin.isTTY) hintAtStdio(io)
  const offer = await loadModule(target)
  if (offer) await run(offer.make, offer.options)
}
