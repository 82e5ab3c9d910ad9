import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { type Clock, systemClock } from '../clock.ts'
import { ToolError } from '../define/errors.ts'

/** Where programs are looked for. */
export interface ProgramFinderOptions {
  /** The search path. Default: this process's `PATH`. Only its absolute folders count. */
  readonly path?: string
  /** How long an answer is remembered, in milliseconds. Default 5000. */
  readonly ttlMs?: number
  readonly clock?: Clock
  /** Whether a file can be run. */
  readonly isExecutable?: (file: string) => Promise<boolean>
}

/** Finds programs on the search path. */
export interface ProgramFinder {
  /** The search path with nothing but absolute folders: what a child may be given. */
  readonly path: string
  /** The absolute path of a program; undefined when it is not installed. */
  find(command: string): Promise<string | undefined>
}

const COMMAND = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/

/**
 * Refuses what is neither the plain name of a program nor an absolute path: `./tool` would depend on where the server
 * happens to run.
 *
 * @throws TypeError
 */
export const checkCommand = (command: string): string => {
  if (COMMAND.test(command) || isAbsolute(command)) return command
  throw new TypeError(
    `${JSON.stringify(command)} is not a command: give the name of a program, or an absolute path`,
  )
}

const canRun = async (file: string): Promise<boolean> => {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}

/**
 * Makes a finder of programs. It looks at the files itself and starts no process.
 *
 * @example
 * await programFinder().find('sh') // '.../sh'
 */
export const programFinder = (options: ProgramFinderOptions = {}): ProgramFinder => {
  const { ttlMs = 5_000, clock = systemClock, isExecutable = canRun } = options
  const folders = (options.path ?? process.env.PATH ?? '').split(delimiter).filter(isAbsolute)
  const known = new Map<string, { readonly file: Promise<string | undefined>; readonly until: number }>()

  const search = async (command: string): Promise<string | undefined> => {
    const candidates = isAbsolute(command) ? [command] : folders.map(folder => join(folder, command))
    for (const file of candidates) if (await isExecutable(file)) return file
    return undefined
  }
  return {
    path: folders.join(delimiter),
    find(command) {
      const now = clock.now()
      const answer = known.get(command)
      if (answer && now < answer.until) return answer.file
      const file = search(checkCommand(command))
      known.set(command, { file, until: now + ttlMs })
      return file
    },
  }
}

/**
 * The error for a program that is not there. Says how to install it, and not where it was looked for.
 *
 * @param installHint a sentence; default: a general one
 */
export const programNotFound = (command: string, installHint?: string): ToolError => {
  const name = command.slice(command.lastIndexOf('/') + 1)
  return new ToolError(`The program ${name} is not installed on this server`, {
    code: 'NOT_FOUND',
    suggestion: installHint ?? `Ask the operator to install ${name} (apt-get install ${name}, or the like)`,
    data: { command: name },
  })
}
