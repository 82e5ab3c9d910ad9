import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { loadConfig } from '../../config/index.ts'
import type { Io } from '../io.ts'
import { ownProgram } from '../own-program.ts'
import { moduleOf, settingsOf } from '../run-target.ts'
import { stylesFor } from '../style.ts'
import { resolveTarget, type Target } from '../target.ts'
import { type Start, startChild } from './child.ts'
import type { DevFlags } from './flags.ts'
import { openInspector } from './inspector.ts'
import { lastWords } from './last-words.ts'
import { onLines } from './on-lines.ts'
import { keepRunning, type RestartEvents } from './restarts.ts'
import { createStdioProxy } from './stdio-proxy.ts'
import { watchTree } from './watch-tree.ts'

const QUIET_MS = 100

const isIgnored = (name: string): boolean =>
  name.startsWith('.') || ['node_modules', 'coverage', '__pycache__'].includes(name)

/** The folder that a file belongs to: that of its package. */
const packageOf = (file: string): string => {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'package.json'))) return folder
  return dirname(file)
}

/** What the environment, `.env` or the configuration file say; undefined when they say nothing that can be used. */
const configuredTransport = ({ env, cwd }: Io): string | undefined => {
  try {
    const { config, sources } = loadConfig({ env, cwd, authenticated: 'unknown' })
    return sources['server.transport'] === 'default' ? undefined : config.server.transport
  } catch {
    // The server says what is wrong with its configuration when it is started.
    return undefined
  }
}

/** Somebody at a terminal speaks no protocol: there a server is served over HTTP, unless told otherwise. */
const transportOf = ({ transport }: DevFlags, target: Target, io: Io): string => {
  if (target.kind === 'command') return 'stdio'
  return transport ?? configuredTransport(io) ?? (io.stdin.isTTY ? 'http' : 'stdio')
}

const startOf = (target: Target, transport: string, flags: DevFlags, io: Io): Start => {
  const piped = transport === 'stdio'
  const env = { ...io.env, ...settingsOf({ ...flags, transport }) }
  if (target.kind === 'command') return { ...target, cwd: io.cwd, env: { ...io.env }, piped }
  return { ...ownProgram('run', moduleOf(target, 'dev').file), cwd: io.cwd, env, piped }
}

/** What is watched: the sources of the server, and what was named; what is built only when that is what runs. */
const watched = (target: Target, { watch = [] }: DevFlags, cwd: string) => {
  const own = target.kind === 'module' ? packageOf(target.file) : cwd
  const runs = target.kind === 'module' ? relative(own, target.file).split('/')[0] : undefined
  return {
    roots: [...new Set([own, ...watch.map(folder => resolve(cwd, folder))])],
    isIgnored: (name: string) => isIgnored(name) || (['dist', 'build'].includes(name) && name !== runs),
  }
}

/** Ends when the process is told to, or when `ended` is. */
const untilStopped = async (io: Io, ended: Promise<void>): Promise<void> => {
  const { promise, resolve: stop } = Promise.withResolvers<void>()
  const release = io.onInterrupt(stop)
  await Promise.race([promise, ended])
  release()
}

/** Calls back once after changes that come together. */
const onceQuiet = (act: (path: string) => void) => {
  let timer: NodeJS.Timeout | undefined
  return {
    note(path: string): void {
      clearTimeout(timer)
      timer = setTimeout(act, QUIET_MS, path)
    },
    close: () => clearTimeout(timer),
  }
}

/** Starts a server and keeps it up to date; what it gives ends that. */
const serveAndWatch = (
  target: Target,
  transport: string,
  flags: DevFlags,
  io: Io,
  { events, say }: Serving,
) => {
  const words = lastWords()
  const start = startOf(target, transport, flags, io)
  const restarts = keepRunning(childEvents => startChild(start, childEvents), {
    ...events,
    onStart(child) {
      words.forget()
      events.onStart(child)
    },
    onBroken(how) {
      say(`the server does not run: ${how}. It is started again when a file changes.`)
      events.onBroken(words.error() || how)
    },
    onError(said) {
      words.hear(said)
      io.stderr.write(said)
    },
  })
  const changes = onceQuiet(path => {
    const why = `${relative(io.cwd, path) || basename(path)} changed`
    say(`${why}: starting again`)
    restarts.restart(why)
  })
  const unwatch = watchTree({ ...watched(target, flags, io.cwd), onChange: changes.note, onProblem: say })
  return async () => {
    changes.close()
    unwatch()
    await restarts.close()
  }
}

/** Serves a target, and starts it again when its sources change. */
export const devTarget = async (text: string | undefined, flags: DevFlags, io: Io): Promise<void> => {
  const target = resolveTarget(text, io)
  if (target.kind === 'url') moduleOf(target, 'dev')
  const transport = transportOf(flags, target, io)
  const say = (words: string) =>
    void io.stderr.write(`${stylesFor(io.stderr, io.env).dim('plinth dev:')} ${words}\n`)
  const inspector = flags.inspect ? openInspector(transport, text, flags, io, say) : undefined
  // On stdio it is the inspector that starts the server, by way of this command.
  if (inspector && transport === 'stdio') await untilStopped(io, inspector.ended)
  else {
    const serving = transport === 'stdio' ? overStdio(io, say) : overHttp(io, say)
    const close = serveAndWatch(target, transport, flags, io, serving)
    await untilStopped(io, serving.ended)
    await close()
    // A client that is still there would keep this process.
    io.stdin.destroy()
  }
  inspector?.close()
}

interface Serving {
  readonly events: RestartEvents
  /** Resolves when nobody needs the server any more. */
  readonly ended: Promise<void>
  readonly say: (words: string) => void
}

/** The client's pipe is ours, and stays. */
const overStdio = (io: Io, say: (words: string) => void): Serving => {
  const proxy = createStdioProxy({
    toClient: line => io.stdout.write(`${line}\n`),
    onNoise: line => say(`the server wrote to stdout, which belongs to the protocol: ${line}`),
  })
  return {
    say,
    ended: onLines(io.stdin, proxy.fromClient),
    events: {
      onStart: child => proxy.attach(child.send),
      onStop: proxy.detach,
      onBroken(how) {
        proxy.detach(how)
        proxy.broken(how)
      },
      onLine: proxy.fromServer,
      onError: () => {},
    },
  }
}

/** Clients come again by themselves. */
const overHttp = (io: Io, say: (words: string) => void): Serving => ({
  say,
  ended: new Promise(() => {}),
  events: {
    onStart: () => {},
    onStop: () => {},
    onBroken: () => {},
    onLine: line => void io.stderr.write(`${line}\n`),
    onError: () => {},
  },
})
