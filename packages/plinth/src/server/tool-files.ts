import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { isInside, type ToolFolder } from './tool-folder.ts'

/** Something in a tool folder that cannot be served, and why. */
export interface FileProblem {
  readonly file: string
  readonly reason: string
}

export interface ToolFiles {
  /** Real paths, in the order of their names. */
  readonly files: readonly string[]
  readonly problems: readonly FileProblem[]
}

const PREFIXES = ['Test', 'Mock', 'Abstract', '_', 'Example']
const SUFFIXES = ['Base', 'Mixin', 'Interface']

/** Whether files, folders and exports of this name are no tools: `MockPing`, `_helpers`, `CommandBase`. */
export const isSkippedName = (name: string): boolean =>
  PREFIXES.some(prefix => name.startsWith(prefix)) || SUFFIXES.some(suffix => name.endsWith(suffix))

const SOURCE = /^([^.].*)\.(ts|js|mjs)$/
const NO_TOOL = /\.(d|test|spec|test-d)$/

const isToolFile = (fileName: string): boolean => {
  const stem = SOURCE.exec(fileName)?.[1]
  return stem !== undefined && !NO_TOOL.test(stem) && !isSkippedName(stem)
}

const isSkippedFolder = (name: string): boolean =>
  name === 'node_modules' || name.startsWith('.') || isSkippedName(name)

/** A TypeScript file beside its JavaScript was built: importing both would declare everything twice. */
const withoutBuilt = (files: ReadonlySet<string>): string[] =>
  [...files].filter(file => {
    const stem = file.endsWith('.ts') ? file.slice(0, -'.ts'.length) : undefined
    return stem === undefined || !(files.has(`${stem}.js`) || files.has(`${stem}.mjs`))
  })

const byName = (folder: string) => {
  const nameOf = (path: string) => relative(folder, path).replaceAll(sep, '/')
  return (a: string, b: string) => (nameOf(a) < nameOf(b) ? -1 : 1)
}

/**
 * Every tool file in a folder and the folders in it. Symbolic links are followed as long as they stay in the folder;
 * what leads out is a problem.
 */
export const listToolFiles = async ({ path: root, programs }: ToolFolder): Promise<ToolFiles> => {
  const files = new Set<string>()
  const folders = new Set<string>()
  const problems: FileProblem[] = []

  const visit = async (folder: string): Promise<void> => {
    if (folders.has(folder)) return
    folders.add(folder)
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      try {
        await judge(name, path)
      } catch (error) {
        problems.push({ file: path, reason: error instanceof Error ? error.message : String(error) })
      }
    }
  }

  const judge = async (name: string, path: string): Promise<void> => {
    const kind = await stat(path)
    const isWanted = kind.isDirectory() ? !isSkippedFolder(name) : kind.isFile() && isToolFile(name)
    if (!isWanted) return
    const real = await realpath(path)
    if (!isInside(root, real)) throw new Error(`it is a link that leads out of ${root}`)
    if (kind.isDirectory()) await visit(real)
    else if (!programs.has(real)) files.add(real)
  }

  await visit(root)
  return { files: withoutBuilt(files).sort(byName(root)), problems }
}
