import { spawn } from 'node:child_process'
import { loadConfig } from '../../config/index.ts'
import type { Io } from '../io.ts'
import { ownProgram } from '../own-program.ts'
import { settingsOf } from '../run-target.ts'
import type { DevFlags } from './flags.ts'

const PACKAGE = '@modelcontextprotocol/inspector'

/** Where a server listens that is started with these flags. */
const urlOf = (flags: DevFlags, io: Io): string => {
  const env = { ...io.env, ...settingsOf(flags) }
  const { host, port, path } = loadConfig({ env, cwd: io.cwd, authenticated: 'unknown' }).config.server
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}${path}`
}

/** What the inspector is to talk to: the server that listens, or a program that it starts itself. */
const aimAt = (transport: string, target: string | undefined, flags: DevFlags, io: Io): string[] => {
  if (transport === 'http') return ['--transport', 'http', '--server-url', urlOf(flags, io)]
  const watch = (flags.watch ?? []).flatMap(folder => ['--watch', folder])
  const { command, args } = ownProgram(
    'dev',
    '--transport',
    'stdio',
    ...watch,
    ...(target === undefined ? [] : [target]),
  )
  return ['--', command, ...args, ...(io.commandLine ? ['--', ...io.commandLine] : [])]
}

/** A program that was opened beside the server. */
export interface Inspector {
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
  close(): void
}

/** Opens the official inspector, which npx fetches when it is not installed. */
export const openInspector = (
  transport: string,
  target: string | undefined,
  flags: DevFlags,
  io: Io,
  say: (words: string) => void,
): Inspector => {
  const ended = Promise.withResolvers<void>()
  const child = spawn('npx', ['--yes', PACKAGE, ...aimAt(transport, target, flags, io)], {
    cwd: io.cwd,
    env: { ...io.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.once('error', error => {
    say(`the inspector cannot be opened: ${error.message}. It needs npx, which comes with npm.`)
    ended.resolve()
  })
  child.once('close', () => ended.resolve())
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => void io.stderr.write(chunk))
  return { ended: ended.promise, close: () => void child.kill() }
}
