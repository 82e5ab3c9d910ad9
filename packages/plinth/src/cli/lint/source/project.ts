import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { AnyNode } from 'acorn'
import { listToolFiles } from '../../../server/tool-files.ts'
import { parseSource, type SourceFile } from './source-file.ts'
import { stringOf } from './syntax.ts'
import { nodesOf } from './walk.ts'

/** A file that could not be read, and why. */
export interface Unreadable {
  readonly path: string
  readonly reason: string
}

/** The files that make up a server: those that its entry leads to, without installed packages. */
export interface Project {
  readonly files: ReadonlyMap<string, SourceFile>
  readonly unreadable: readonly Unreadable[]
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()

/**
 * The file that a specifier means, where it is one of the project's own.
 *
 * @param isThere whether there is a file of that path. Default: on the disk
 */
export const resolveImport = (specifier: string, from: string, isThere = isFile): string | undefined => {
  if (!specifier.startsWith('.') && !specifier.startsWith('file:')) return undefined
  const path = fileURLToPath(new URL(specifier, pathToFileURL(from)))
  // What is written as `./x.js` may be a TypeScript file that is yet to be built.
  const candidates = [path, path.replace(/\.([cm]?)js$/, '.$1ts')]
  return candidates.find(each => /\.[cm]?[jt]s$/.test(each) && isThere(each))
}

const importsIn = ({ program, path }: SourceFile): string[] => {
  const statements = nodesOf(
    program,
    'ImportDeclaration',
    'ExportNamedDeclaration',
    'ExportAllDeclaration',
    'ImportExpression',
  )
  return statements
    .map(({ node }) => stringOf(node.source))
    .filter(specifier => specifier !== undefined)
    .map(specifier => resolveImport(specifier, path))
    .filter(file => file !== undefined)
}

/** `'./tools'` and `new URL('./tools', import.meta.url)`. */
const folderIn = (node: AnyNode | undefined, from: string): string | undefined => {
  if (node?.type === 'NewExpression' && node.callee.type === 'Identifier' && node.callee.name === 'URL')
    return folderIn(node.arguments[0], from)
  const given = stringOf(node)
  if (given === undefined) return undefined
  return given.startsWith('file:') ? fileURLToPath(given) : resolve(dirname(from), given)
}

/** Folders of tool files that a file has `discover` look through. */
const discoveredIn = ({ program, path }: SourceFile): string[] =>
  nodesOf(program, 'CallExpression')
    .filter(({ node: { callee } }) => callee.type === 'Identifier' && callee.name === 'discover')
    .map(({ node }) => folderIn(node.arguments[1], path))
    .filter(folder => folder !== undefined)
    .filter(folder => existsSync(folder) && statSync(folder).isDirectory())

/** Reads an entry, and all files of its own that it leads to. */
export const readProject = async (entries: readonly string[]): Promise<Project> => {
  const files = new Map<string, SourceFile>()
  const unreadable: Unreadable[] = []
  const seen = new Set<string>()

  const read = async (path: string): Promise<void> => {
    if (seen.has(path)) return
    seen.add(path)
    let file: SourceFile
    try {
      file = parseSource(path, readFileSync(path, 'utf8'))
    } catch (error) {
      unreadable.push({ path, reason: error instanceof Error ? error.message : String(error) })
      return
    }
    files.set(path, file)
    for (const inner of importsIn(file)) await read(inner)
    for (const folder of discoveredIn(file)) {
      const found = await listToolFiles({ path: folder, programs: new Set() })
      for (const inner of found.files) await read(inner)
    }
  }
  for (const entry of entries) await read(resolve(entry))
  return { files, unreadable }
}
