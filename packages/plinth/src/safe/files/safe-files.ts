import { type FileInfo, type FileList, globFiles, listFiles, statFile } from './list-files.ts'
import { type Lines, readBytes, readLines, readText } from './read-file.ts'
import { openRoots, type Roots, type SafeFilesOptions } from './roots.ts'
import { appendFile, deleteFile, type WriteOptions, writeFile } from './write-file.ts'

/**
 * Files below roots. Paths are relative, with `/`. Every method throws SafetyError for what is refused, and ToolError for
 * what is not there or cannot be done.
 */
export interface SafeFiles extends Disposable {
  /** Whether they can be written. */
  readonly writable: boolean
  /** The whole file. @throws ToolError when it is not UTF-8 */
  readText(path: string): Promise<string>
  /** The whole file, or `length` bytes from `offset` on. */
  readBytes(path: string, range?: { readonly offset?: number; readonly length?: number }): Promise<Uint8Array>
  /** `count` lines from line `from` on; the first line is 1. Default: the first 1,000. */
  readLines(path: string, range?: { readonly from?: number; readonly count?: number }): Promise<Lines>
  /** Writes the file in one step, with the mode 0600. */
  write(path: string, data: string | Uint8Array, options?: WriteOptions): Promise<void>
  /** Adds to the end of the file, which is made where it is missing. */
  append(path: string, data: string | Uint8Array): Promise<void>
  delete(path: string): Promise<void>
  /** What is in a directory, by name. Default: the root, or the names of the roots. */
  list(path?: string): Promise<FileList>
  /** The files whose paths fit: `*` and `?` within a name, `**` for any directories. */
  glob(pattern: string): Promise<readonly string[]>
  stat(path: string): Promise<FileInfo>
  /** Gives the roots back. */
  close(): void
}

const filesOf = (roots: Roots): SafeFiles => ({
  writable: roots.write,
  readText: path => roots.run(path, () => readText(roots, path)),
  readBytes: (path, range) => roots.run(path, () => readBytes(roots, path, range)),
  readLines: (path, range) => roots.run(path, () => readLines(roots, path, range)),
  write: (path, data, options) => roots.run(path, () => writeFile(roots, path, data, options)),
  append: (path, data) => roots.run(path, () => appendFile(roots, path, data)),
  delete: path => roots.run(path, () => deleteFile(roots, path)),
  list: (path = '') => roots.run(path, () => listFiles(roots, path)),
  glob: pattern => roots.run(pattern, () => globFiles(roots, pattern)),
  stat: path => roots.run(path, () => statFile(roots, path)),
  close: () => roots.close(),
  [Symbol.dispose]: () => roots.close(),
})

/**
 * Gives files below roots to tools whose paths somebody else chose. Refused: `..`, absolute paths, NUL, symbolic links
 * anywhere on the way, devices, pipes, sockets, hidden names, files with further names, and sizes beyond the limits.
 *
 * On Linux every directory on the way is held by a handle and the next name is looked up from there, so that a link that
 * is swapped in meanwhile leads nowhere. Elsewhere links are looked for before and after opening: who can write in the
 * roots at the same time may win that race.
 *
 * @throws TypeError when a root is no directory
 * @throws RangeError when a limit is no whole number above 0
 * @example
 * const files = safeFiles({ roots: process.cwd(), write: true })
 * await files.write('2026/today.md', '# Today', { parents: true })
 * await files.readText('2026/today.md') // '# Today'
 */
export const safeFiles = (options: SafeFilesOptions): SafeFiles => createSafeFiles(options)

/** @param hold whether places are held by handles; tests turn it off */
export const createSafeFiles = (options: SafeFilesOptions, hold?: boolean): SafeFiles =>
  filesOf(openRoots(options, hold))
