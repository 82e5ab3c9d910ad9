import { type ChildProcess, spawn } from 'node:child_process'
import type { Environment } from '../../config/index.ts'
import { onLines } from './on-lines.ts'

/** How a server is started. */
export interface Start {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Environment
  /** Whether it talks to us by its input and output; otherwise its output is nobody's business. */
  readonly piped: boolean
}

/** A server that was started. */
export interface Child {
  send(line: string): void
  /** Asks it to end, and after a while ends it. Resolves when it has. */
  stop(): Promise<void>
}

export interface ChildEvents {
  readonly onLine: (line: string) => void
  readonly onError: (text: string) => void
  /** Told once when it has ended, also when it was told to. */
  readonly onEnd: (how: string) => void
}

const GRACE_MS = 2_000

const end = (child: ChildProcess): void => {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  child.once('close', () => clearTimeout(timer))
}

/** Starts a server. */
export const startChild = ({ command, args, cwd, env, piped }: Start, events: ChildEvents): Child => {
  const child = spawn(command, args, { cwd, env, stdio: 'pipe' })
  if (!piped) child.stdin.end()
  const ended = Promise.withResolvers<void>()
  let how: string | undefined
  const finish = (reason: string) => {
    how ??= reason
    events.onEnd(how)
    ended.resolve()
  }
  child.once('error', error => {
    how = error.message
    // A program that is not there is never closed.
    if (child.pid === undefined) finish(how)
  })
  child.once('close', (code, signal) =>
    finish(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`),
  )
  child.stdin.on('error', () => {})
  void onLines(child.stdout, events.onLine)
  child.stderr.setEncoding('utf8').on('data', events.onError)
  return {
    send: line => void child.stdin.write(`${line}\n`),
    async stop() {
      if (how === undefined) end(child)
      await ended.promise
    },
  }
}
