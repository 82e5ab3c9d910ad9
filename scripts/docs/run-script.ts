import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'

/** Longer than anything on a page needs, on a busy machine. */
export const TIMEOUT_MS = 60_000

/** What came of running something. */
export interface Ran {
  readonly output: string
  readonly fault?: string
}

/** The environment of a user who has set nothing: the programs of the project, and none of our variables. */
export const environmentOf = (folder: string): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS: _, PATH = '', ...env } = process.env
  const kept = Object.entries(env).filter(
    ([name]) => !/^(?:MCP|VITEST|npm)_/i.test(name) && name !== 'VITEST',
  )
  const path = [join(folder, 'node_modules/.bin'), dirname(process.execPath), PATH].join(delimiter)
  return { ...Object.fromEntries(kept), PATH: path, TMPDIR: folder, NO_COLOR: '1' }
}

/** Runs a program, at the end of its input at once; one that goes on is stopped. */
const run = async (program: string, args: string[], folder: string, cwd: string): Promise<Ran> => {
  const child = spawn(program, args, {
    cwd,
    env: environmentOf(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  })
  const [output, errors, [status, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return status === 0 ? { output } : { output, fault: `ended with ${status ?? signal}\n${errors}${output}` }
}

export const runNode = (args: string[], folder: string, cwd: string): Promise<Ran> =>
  run(process.execPath, args, folder, cwd)

export const runShell = (script: string, folder: string, cwd: string): Promise<Ran> =>
  run('bash', ['-euo', 'pipefail', '-c', script], folder, cwd)
