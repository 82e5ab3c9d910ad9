import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Loaded } from '../../config/index.ts'
import type { ShownConfig } from '../../operate/rest/deps.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { ownProgram } from '../own-program.ts'
import { printable } from '../printable.ts'
import { refusalIn } from '../refusal.ts'

/** Where the other process writes what it found: its output belongs to the file that it loads. */
export const RESULT_FD = 3

/** What a server would make of its surroundings, and what it would log of them. */
export type ModuleConfig = ShownConfig & Pick<Loaded<unknown>, 'clamped' | 'warnings'>

const LONGEST_MS = 30_000

/**
 * Loads a file in a process of its own, up to where its server would begin to serve, and takes the configuration that
 * it would have: with the settings and defaults of the server's own.
 */
export const configOfModule = async (file: string, io: Io): Promise<ModuleConfig> => {
  const { command, args } = ownProgram('config-of-module', file)
  const child = spawn(command, args, {
    cwd: io.cwd,
    env: { ...io.env },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // A program of another kind may never end by itself.
    timeout: LONGEST_MS,
  })
  const result = child.stdio[RESULT_FD]
  if (!result || !('read' in result)) throw new TypeError('The other process has no pipe for its result')
  const [found, said, [code]] = await Promise.all([
    text(result),
    child.stderr ? text(child.stderr) : '',
    once(child, 'exit'),
  ])
  if (found !== '') return JSON.parse(found) as ModuleConfig
  const why = printable(refusalIn(said) ?? said.trim()).replace(/^error: /, '')
  const isRefused = code === EXIT.failed
  throw new CliError(why || `${file} runs no server, so that it has no configuration`, {
    exitCode: isRefused ? EXIT.failed : EXIT.noServer,
  })
}
