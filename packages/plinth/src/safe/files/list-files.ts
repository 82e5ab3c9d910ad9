import type { Dirent } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { ToolError } from '../../define/errors.ts'
import { brief } from '../refusal.ts'
import { refusedFile } from './file-error.ts'
import { type GlobState, globOf } from './glob-match.ts'
import type { Place } from './place.ts'
import { atPlace } from './reach-file.ts'
import { readPath } from './read-path.ts'
import type { Roots } from './roots.ts'

/** One name in a directory. What is neither a file nor a directory is not listed, because it cannot be used. */
export interface FileEntry {
  readonly name: string
  readonly kind: 'file' | 'directory'
}

/** What is in a directory. */
export interface FileList {
  readonly entries: readonly FileEntry[]
  /** Whether there are more than a list holds. */
  readonly more: boolean
}

/** What is known of a file without reading it. */
export interface FileInfo {
  readonly kind: 'file' | 'directory'
  readonly bytes: number
  /** ISO 8601. */
  readonly modifiedAt: string
}

/** For each name that is given, so many are looked at. */
const LOOKED_AT = 20

const byName = (a: FileEntry, b: FileEntry): number => (a.name < b.name ? -1 : 1)

const entriesOf = async (roots: Roots, { at }: Place): Promise<FileEntry[]> => {
  const found: Dirent[] = []
  // A directory may hold millions of names: what nobody gets is not read.
  for await (const entry of await opendir(at)) {
    found.push(entry)
    if (found.length > roots.maxEntries * LOOKED_AT) break
  }
  return found
    .filter(entry => (entry.isFile() || entry.isDirectory()) && (roots.hidden || !entry.name.startsWith('.')))
    .map(entry => ({ name: entry.name, kind: entry.isFile() ? ('file' as const) : ('directory' as const) }))
    .sort(byName)
}

export const listFiles = async (roots: Roots, path: string): Promise<FileList> => {
  const located = roots.locate(path)
  if (!located)
    return { entries: roots.names.map(name => ({ name, kind: 'directory' as const })), more: false }
  return atPlace(roots, path, located.root, located.names, async place => {
    if (!place.stats.isDirectory())
      throw new ToolError(`This is not a directory: ${brief(path)}`, { code: 'NOT_FOUND' })
    const entries = await entriesOf(roots, place)
    return { entries: entries.slice(0, roots.maxEntries), more: entries.length > roots.maxEntries }
  })
}

export const statFile = async (roots: Roots, path: string): Promise<FileInfo> => {
  const located = roots.locate(path)
  if (!located) throw new ToolError('This holds the roots and is no file', { code: 'VALIDATION_ERROR' })
  return atPlace(roots, path, located.root, located.names, async ({ stats }) => ({
    kind: stats.isDirectory() ? ('directory' as const) : ('file' as const),
    bytes: stats.size,
    modifiedAt: stats.mtime.toISOString(),
  }))
}

const MAX_DEPTH = 32
const MAX_PARTS = 32

export const globFiles = async (roots: Roots, pattern: string): Promise<readonly string[]> => {
  const parts = readPath(pattern, { hidden: roots.hidden })
  if (parts.length > MAX_PARTS)
    throw refusedFile('form', pattern, 'The pattern has too many parts', { code: 'VALIDATION_ERROR' })
  const glob = globOf(parts)
  const found: string[] = []
  let looked = 0

  const visit = async (place: Place, prefix: string, state: GlobState, depth: number): Promise<void> => {
    for (const { name, kind } of await entriesOf(roots, place)) {
      looked += 1
      if (looked > roots.maxEntries * LOOKED_AT || found.length >= roots.maxEntries)
        throw refusedFile('count', pattern, 'The pattern fits too many files, or is looked for in too many', {
          code: 'RESOURCE_EXHAUSTED',
          suggestion: 'Name a directory, or more of the name',
        })
      const next = glob.next(state, name)
      if (next.length === 0) continue
      const path = `${prefix}${name}`
      if (kind === 'file' && glob.isMatch(next)) found.push(path)
      if (kind === 'directory' && depth < MAX_DEPTH) await descend(place, name, path, next, depth)
    }
  }
  /** A directory that became something else meanwhile is passed over. */
  const descend = async (from: Place, name: string, path: string, state: GlobState, depth: number) => {
    const place = await roots.walker.step(from, name).catch(() => undefined)
    if (!place) return
    try {
      if (place.stats.isDirectory()) await visit(place, `${path}/`, state, depth + 1)
    } finally {
      await place.close()
    }
  }

  if (roots.names.length === 0) {
    const located = roots.locate('')
    if (located) await visit(located.root, '', glob.start, 0)
  }
  for (const name of roots.names) {
    const state = glob.next(glob.start, name)
    const located = roots.locate(name)
    if (located && state.length > 0) await visit(located.root, `${name}/`, state, 1)
  }
  return found
}
