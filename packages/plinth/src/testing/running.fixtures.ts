import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'

/** Types are stripped once, and not for each server that is started. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'plinth-compile-cache')

const running: ChildProcessWithoutNullStreams[] = []

/** Ends what a test has left running. */
export const killAll = () => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
}

/** Runs a server in a process of its own. */
export const runServer = (fixture: string, env: Record<string, string>, cwd: string) => {
  const child = spawn(process.execPath, [fixture], {
    cwd,
    env: { PATH: process.env.PATH, NODE_OPTIONS: '--conditions=plinth-source', NODE_COMPILE_CACHE, ...env },
  })
  running.push(child)
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', chunk => {
    output.stdout += chunk
  })
  child.stderr.on('data', chunk => {
    output.stderr += chunk
  })
  return {
    child,
    output,
    exit: once(child, 'close').then(([code, signal]): number | NodeJS.Signals => code ?? signal),
    says: (text: string | RegExp) =>
      expect.poll(() => output.stderr, { timeout: 30_000, interval: 5 }).toMatch(text),
  }
}
