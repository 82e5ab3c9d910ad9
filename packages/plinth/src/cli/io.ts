import process from 'node:process'
import type { Readable, Writable } from 'node:stream'
import type { Environment } from '../config/index.ts'
import type { ExitCode } from './exit-codes.ts'

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number }
export type Input = Readable & { readonly isTTY?: boolean }

/** Everything that a command may touch, handed in, so that tests run commands in memory. */
export interface Io {
  /** What was asked for, and nothing else: it may be piped somewhere. */
  readonly stdout: Output
  /** What is said on the way. */
  readonly stderr: Output
  readonly stdin: Input
  readonly env: Environment
  readonly cwd: string
  /** What stands after `--`: the command line of a server. */
  readonly commandLine?: readonly string[]
  /** Lets the command end with a code of its own, once it is done. */
  setExitCode(code: ExitCode): void
  /**
   * Calls `listener` at Ctrl-C, or when the process is told to end otherwise, instead of ending it, until the function
   * that it gives is called.
   */
  onInterrupt(listener: () => void): () => void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The process's own. */
export const processIo = (): Omit<Io, 'setExitCode'> => ({
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: process.env,
  cwd: process.cwd(),
  onInterrupt(listener) {
    for (const signal of SIGNALS) process.on(signal, listener)
    return () => {
      for (const signal of SIGNALS) process.off(signal, listener)
    }
  },
})
