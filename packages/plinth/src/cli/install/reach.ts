import { existsSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'
import process from 'node:process'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { ownProgram } from '../own-program.ts'
import { readManifest, type Target } from '../target.ts'
import type { Reach } from './entry.ts'

/** The nearest folder upwards that has a file. */
const folderWith = (name: string, from: string): string | undefined => {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, name))) return folder
    if (folder === dirname(folder)) return undefined
  }
}

/** This program as the server's own project has it: the one that runs may be gone tomorrow, as those of npx are. */
const programFor = (file: string): string | undefined => {
  const inProject = join('node_modules', 'plinth', 'bin', 'plinth.mjs')
  const folder = folderWith(inProject, dirname(file))
  return folder === undefined ? undefined : join(folder, inProject)
}

/** A client starts a server in a folder of its own choice, where a `.env` of the project would not be found. */
const environmentFile = (file: string): string[] => {
  const folder = folderWith('package.json', dirname(file)) ?? dirname(file)
  const path = join(folder, '.env')
  return existsSync(path) ? [`--env-file-if-exists=${path}`] : []
}

const isProgramFile = (path: string) => existsSync(path)

/** Clients that were not started from a terminal have another search path: what is written is absolute. */
const absolute = (command: string, { cwd, env }: Io): string => {
  if (isAbsolute(command)) return command
  if (/[\\/]/.test(command)) return resolve(cwd, command)
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute)
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : ['']
  const found = folders
    .flatMap(folder => endings.map(ending => join(folder, command + ending)))
    .find(isProgramFile)
  if (found !== undefined) return found
  throw new CliError(`The program ${command} is not on the search path: give its absolute path`, {
    exitCode: EXIT.noServer,
  })
}

/** How a client reaches a target. */
export const reachOf = (target: Target, io: Io): Reach => {
  if (target.kind === 'url') return { kind: 'url', url: target.url.href }
  if (target.kind === 'command')
    return { kind: 'command', command: absolute(target.command, io), args: target.args }
  const own = ownProgram('run', target.file, '--transport', 'stdio')
  const [program, ...args] = own.args
  const start = programFor(target.file) ?? program ?? ''
  return { kind: 'command', command: own.command, args: [...environmentFile(target.file), start, ...args] }
}

const usable = (name: string): string =>
  name
    .replace(/^@[^/]+\//, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)

/**
 * What a server is called where nobody says: as its package, its host or its program.
 *
 * @throws CliError when its package cannot be read
 */
export const nameOf = (target: Target): string => {
  if (target.kind === 'url') return usable(target.url.hostname) || 'server'
  if (target.kind === 'command') return usable(target.args.at(-1) ?? target.command) || 'server'
  const folder = folderWith('package.json', dirname(target.file))
  if (folder === undefined) return usable(dirname(target.file).split(/[\\/]/).at(-1) ?? '') || 'server'
  const { name } = readManifest(folder)
  return usable(typeof name === 'string' ? name : '') || 'server'
}
