import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { expect } from 'vitest'

const running: ChildProcessWithoutNullStreams[] = []

/** Ends what a test has left running. */
export const killAll = () => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
}

/** Runs a server in a process of its own. */
export const runServer = (fixture: string, env: Record<string, string>, cwd: string) => {
  const child = spawn(process.execPath, [fixture], {
    cwd,
    env: { ...SOURCES_ENV, ...env },
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
