import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { extname, join } from 'node:path'

export interface TreeOptions {
  /** Folders that are watched, with those inside of them. */
  readonly roots: readonly string[]
  /** Whether a folder inside of them is left out. */
  readonly isIgnored: (name: string) => boolean
  /** Told of the path of a file that was changed, made or removed. */
  readonly onChange: (path: string) => void
  /** Told when not everything can be watched. */
  readonly onProblem: (message: string) => void
}

/** What servers are made of. Data, logs and databases are not: a server that writes them would restart itself. */
const WATCHED = new Set(
  '.ts .mts .cts .js .mjs .cjs .tsx .jsx .wasm .yaml .yml .toml .py .rb .go .rs .java .kt .cs .php .ex .lua'.split(
    ' ',
  ),
)
const WATCHED_NAMES = new Set(['package.json', 'tsconfig.json', '.env'])

const MAX_FOLDERS = 4_000

const isWatched = (name: string): boolean => WATCHED_NAMES.has(name) || WATCHED.has(extname(name))

/** Tells one state of a file from another; undefined when it is not there. */
const stampOf = (path: string): string | undefined => {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() ? `${found.ino} ${found.size} ${found.mtimeMs}` : undefined
}

/**
 * Watches the sources in folders. It is folders that are watched, not files: an editor that saves by putting a new
 * file in the place of the old one is noticed too, and so is a file that is new.
 *
 * @returns what ends it
 */
export const watchTree = ({ roots, isIgnored, onChange, onProblem }: TreeOptions): (() => void) => {
  const watchers = new Map<string, FSWatcher>()
  const stamps = new Map<string, string>()

  const notice = (path: string): void => {
    const stamp = stampOf(path)
    if (stamp === stamps.get(path)) return
    if (stamp === undefined) stamps.delete(path)
    else stamps.set(path, stamp)
    onChange(path)
  }

  const forget = (folder: string): void => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }

  const look = (folder: string, name: string, isNew: boolean): void => {
    const path = join(folder, name)
    if (isWatched(name)) notice(path)
    else if (!isIgnored(name) && statSync(path, { throwIfNoEntry: false })?.isDirectory()) add(path, isNew)
  }

  /** What is in a folder that is new is new as well. */
  const scan = (folder: string, isNew: boolean): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory() && !isIgnored(entry.name)) add(path, isNew)
      else if (isWatched(entry.name) && isNew) notice(path)
      else if (isWatched(entry.name)) stamps.set(path, stampOf(path) ?? '')
    }
  }

  const add = (folder: string, isNew: boolean): void => {
    if (watchers.has(folder)) return
    if (watchers.size >= MAX_FOLDERS) {
      if (watchers.size === MAX_FOLDERS)
        onProblem(`Only the first ${MAX_FOLDERS} folders are watched: name others by --watch`)
      return
    }
    try {
      const watcher = watch(folder, (_, name) => {
        if (name !== null) look(folder, name, true)
      })
      watcher.on('error', () => forget(folder))
      watchers.set(folder, watcher)
      scan(folder, isNew)
    } catch (error) {
      forget(folder)
      onProblem(`${folder} cannot be watched: ${(error as Error).message}`)
    }
  }

  for (const root of roots) add(root, false)
  return () => {
    for (const folder of [...watchers.keys()]) forget(folder)
  }
}
