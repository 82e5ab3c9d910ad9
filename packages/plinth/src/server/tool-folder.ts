import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where tool files are looked for. */
export interface ToolFolder {
  /** The real path: no symbolic link is left in it. */
  readonly path: string
  /** Real paths of files in it that are programs, and would run when they are imported. */
  readonly programs: ReadonlySet<string>
}

/** Whether a path is a folder or something in it. Both have to be real paths. */
export const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

type Manifest = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Manifest =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Scope and name of a package, and what may follow: a folder in it. */
const PACKAGE = /^((?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*)(?:\/(.*))?$/

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const parentsOf = (folder: string): readonly string[] => {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...parentsOf(parent)]
}

const findPackage = (name: string, from: string): string | undefined =>
  parentsOf(resolve(from))
    .map(parent => join(parent, 'node_modules', name))
    .find(path => existsSync(join(path, 'package.json')))

const readManifest = (root: string): Manifest => {
  const path = join(root, 'package.json')
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (isRecord(manifest)) return manifest
  } catch (cause) {
    throw new Error(`${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
  throw new Error(`${path} cannot be read: it holds no object`)
}

/** The first file that `exports` names for the package itself. */
const mainExport = (exports: unknown): string | undefined => {
  if (typeof exports === 'string') return exports
  if (!isRecord(exports)) return undefined
  return mainExport(exports['.'] ?? exports.node ?? exports.import ?? exports.default)
}

const toolsOf = ({ plinth, exports, main }: Manifest): string => {
  if (isRecord(plinth) && typeof plinth.tools === 'string') return plinth.tools
  const entry = mainExport(exports) ?? (typeof main === 'string' ? main : '.')
  return entry === '.' ? entry : dirname(entry)
}

const programsOf = ({ bin }: Manifest, root: string): string[] =>
  (isRecord(bin) ? Object.values(bin) : [bin])
    .filter(path => typeof path === 'string')
    .map(path => join(root, path))
    .filter(path => existsSync(path))
    .map(path => realpathSync(path))

const inPackage = (name: string, inner: string | undefined, from: string): ToolFolder => {
  const found = findPackage(name, from)
  if (!found)
    throw new Error(
      `There is neither a folder nor an installed package "${name}" at ${from}: install it, or give the path of a folder`,
    )
  const root = realpathSync(found)
  const manifest = readManifest(root)
  const tools = inner || toolsOf(manifest)
  const path = resolve(root, tools)
  if (!isFolder(path)) throw new Error(`The package "${name}" has no folder "${tools}": ${path} is none`)
  const real = realpathSync(path)
  if (!isInside(root, real))
    throw new Error(`The folder "${tools}" leads out of the package "${name}": ${real} is not in ${root}`)
  return { path: real, programs: new Set(programsOf(manifest, root)) }
}

/**
 * Finds the folder that is meant: a path or `file:` URL of a folder, or an installed package, with a folder in it or
 * without (`my-tools`, `@acme/tools/dist/extra`). Of a package without, it is the folder that `"plinth": { "tools":
 * "dist/tools" }` in its package.json names, otherwise the one that its entry is in.
 *
 * @throws Error when there is no such folder, or it leads out of its package
 */
export const findToolFolder = (folderOrPackage: string | URL, from: string): ToolFolder => {
  const given = String(folderOrPackage)
  if (given === '') throw new Error('Tool files are looked for in a folder or an installed package: name one')
  const path = given.startsWith('file:') ? fileURLToPath(given) : resolve(from, given)
  if (isFolder(path)) return { path: realpathSync(path), programs: new Set() }
  const [, name, inner] = (isAbsolute(given) ? null : PACKAGE.exec(given)) ?? []
  if (name === undefined)
    throw new Error(`${path} is no folder: tool files are looked for in a folder or an installed package`)
  return inPackage(name, inner, from)
}
