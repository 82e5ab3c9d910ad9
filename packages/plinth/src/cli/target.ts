import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { CliError, EXIT } from './exit-codes.ts'
import type { Io } from './io.ts'

/** What a command is about. */
export type Target =
  /** A server that runs somewhere. */
  | { readonly kind: 'url'; readonly url: URL }
  /** A file that exports a server, or runs one; `isProgram` when its package says that it is to be started. */
  | { readonly kind: 'module'; readonly file: string; readonly isProgram: boolean }
  /** A program of any make that speaks stdio. */
  | { readonly kind: 'command'; readonly command: string; readonly args: readonly string[] }

interface Manifest {
  readonly name?: unknown
  readonly bin?: string | Readonly<Record<string, string>>
  readonly main?: string
  readonly exports?: unknown
}

const MODULES = new Set(['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'])
/** Whether a path is that of a file which can be imported. */
export const isModuleFile = (path: string): boolean => MODULES.has(extname(path))

/** What runs a server before what only has one: there may be defaults and middleware of which the other knows nothing. */
const USUAL = ['main', 'server', 'index'].flatMap(name =>
  ['src/', ''].flatMap(folder => ['ts', 'mts', 'js', 'mjs'].map(ending => `${folder}${name}.${ending}`)),
)

const fail = (message: string): never => {
  throw new CliError(message, { exitCode: EXIT.noServer })
}

/**
 * The package.json of a folder; empty where there is none.
 *
 * @throws CliError when it is no JSON object
 */
export const readManifest = (folder: string): Manifest => {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return {}
  const useless = (why: string, cause?: unknown) =>
    new CliError(`${path} ${why}: correct it first`, { exitCode: EXIT.noServer, cause })
  let manifest: unknown
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    const { message } = cause as Error
    throw useless(
      cause instanceof SyntaxError ? `is no JSON (${message})` : `cannot be read (${message})`,
      cause,
    )
  }
  if (typeof manifest === 'object' && manifest !== null && !Array.isArray(manifest)) return manifest
  throw useless('is no JSON object')
}

/** The file that `exports` names for a plain import; conditions in the order in which Node would try them. */
const exported = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Readonly<Record<string, unknown>>
  for (const key of ['.', 'import', 'node', 'default']) {
    const found = exported(fields[key])
    if (found !== undefined) return found
  }
  return undefined
}

const programOf = ({ name, bin }: Manifest): string | undefined => {
  if (typeof bin !== 'object' || bin === null) return bin ?? undefined
  const own = typeof name === 'string' ? (name.split('/').at(-1) ?? '') : ''
  return bin[own] ?? (Object.keys(bin).length === 1 ? Object.values(bin)[0] : undefined)
}

/** Of a folder: the program that its manifest names, its entry, or the file that is usually the server. */
const findInFolder = (folder: string): Target | undefined => {
  const manifest = readManifest(folder)
  const isThere = (path: string | undefined): path is string =>
    path !== undefined && existsSync(join(folder, path))
  const program = programOf(manifest)
  if (isThere(program)) return { kind: 'module', file: join(folder, program), isProgram: true }
  const file = [exported(manifest.exports), manifest.main, ...USUAL].find(isThere)
  return file === undefined ? undefined : { kind: 'module', file: join(folder, file), isProgram: false }
}

const inFolder = (folder: string, shown: string): Target =>
  findInFolder(folder) ??
  fail(
    `${shown} has no server that could be found: name its file, or say in its package.json which one is "main"`,
  )

/** The folder of an installed package, looked for where Node would from `cwd`. */
const packageFolder = (name: string, cwd: string): string | undefined => {
  for (let folder = cwd; ; folder = resolve(folder, '..')) {
    const found = join(folder, 'node_modules', name)
    if (existsSync(join(found, 'package.json'))) return found
    if (folder === resolve(folder, '..')) return undefined
  }
}

const parseUrl = (text: string): Target => {
  if (!URL.canParse(text)) return fail(`${text} is no URL. A server's looks like http://127.0.0.1:8080/mcp`)
  return { kind: 'url', url: new URL(text) }
}

const inPath = (text: string, cwd: string): Target | undefined => {
  const path = resolve(cwd, text)
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return undefined
  if (found.isDirectory()) return inFolder(path, text)
  if (isModuleFile(path)) return { kind: 'module', file: path, isProgram: false }
  return fail(
    `${text} is no TypeScript or JavaScript file. A program is given after two dashes: plinth list -- ./${basename(text)}`,
  )
}

/** Somebody who leaves out the scheme means an address all the same. */
const asUrl = (text: string): string => {
  const isAddress = /^[\w.-]+:\d{1,5}(\/|$)/.test(text) && URL.canParse(`http://${text}`)
  return isAddress ? `. Did you mean the URL http://${text}?` : ''
}

/**
 * Finds out what a target is: a URL, a file, a folder or an installed package; or the command line after `--`.
 *
 * @param text what was typed. Default: the folder that the command runs in
 * @throws CliError when there is no such thing, or both a target and a command line are given
 */
export const resolveTarget = (text: string | undefined, io: Pick<Io, 'cwd' | 'commandLine'>): Target => {
  const { cwd, commandLine } = io
  if (commandLine) {
    const [command, ...args] = commandLine
    if (text !== undefined)
      throw new CliError(`Give either "${text}" or the command line after "--", not both`, {
        exitCode: EXIT.usage,
      })
    if (command === undefined)
      throw new CliError('After "--" comes the command line that starts the server', { exitCode: EXIT.usage })
    return { kind: 'command', command, args }
  }
  if (text === undefined) return inFolder(cwd, 'This folder')
  if (/^https?:/i.test(text)) return parseUrl(text)
  const found = inPath(text, cwd)
  if (found) return found
  const folder = /^(@[^/]+\/)?[^./@][^/]*$/.test(text) ? packageFolder(text, cwd) : undefined
  return folder === undefined
    ? fail(`There is no file, folder or installed package "${text}" (looked from ${cwd})${asUrl(text)}`)
    : inFolder(folder, text)
}

/**
 * As `resolveTarget`, for commands that have something to say without a server too.
 *
 * @returns undefined when nothing was typed, and this folder has no server
 */
export const resolveTargetIfAny = (
  text: string | undefined,
  io: Pick<Io, 'cwd' | 'commandLine'>,
): Target | undefined =>
  text === undefined && !io.commandLine ? findInFolder(io.cwd) : resolveTarget(text, io)

/** A target as it was meant, for messages. */
export const describeTarget = (target: Target): string => {
  switch (target.kind) {
    case 'url':
      return `${target.url.origin}${target.url.pathname}`
    case 'module':
      return target.file
    case 'command':
      return [target.command, ...target.args].join(' ')
  }
}
