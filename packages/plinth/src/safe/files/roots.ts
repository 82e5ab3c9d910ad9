import { callAround, type RefusalListener, report } from '../refusal.ts'
import { explainSystem, refusedFile } from './file-error.ts'
import { canHold, type Place, type Walker, walkerOf } from './place.ts'
import { readPath } from './read-path.ts'

/** Where files are, and how large they may be. */
export interface SafeFilesOptions {
  /**
   * The directories: one, whose files are named by their path below it; or several by name, whose files are named
   * `name/path`. They are opened once: what becomes of their names later changes nothing.
   */
  readonly roots: string | Readonly<Record<string, string>>
  /** Whether files may be written, appended to and deleted. Default false. */
  readonly write?: boolean
  /** Whether names that begin with a dot exist. Default false: they hold settings and secrets more often than data. */
  readonly hidden?: boolean
  /** Whether files are read that have further names, which can lie anywhere. Default false. */
  readonly hardLinks?: boolean
  /** The most bytes that are read or written at once, and the size to which a file can be appended. Default 10 MiB. */
  readonly maxBytes?: number
  /** The most names that a list or a glob gives. Default 1,000. */
  readonly maxEntries?: number
  /** Hears of refusals outside of calls; in a call its context does. */
  readonly listener?: RefusalListener
}

/** The options, checked once, with the roots open. */
export interface Roots {
  readonly write: boolean
  readonly hidden: boolean
  readonly hardLinks: boolean
  readonly maxBytes: number
  readonly maxEntries: number
  readonly walker: Walker
  /** The names of the roots; empty where there is a single one. */
  readonly names: readonly string[]
  /** Where a path begins, and the names that follow. Undefined for what holds the roots. */
  locate(path: string): { readonly root: Place; readonly names: readonly string[] } | undefined
  /** Runs an operation: says errors in the caller's words, and tells of refusals. */
  run<T>(path: string, work: () => Promise<T>): Promise<T>
  close(): void
}

const ROOT_NAME = /^[A-Za-z0-9_-]{1,64}$/

const requireWhole = (option: string, value: number): void => {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`${option} of safeFiles is ${value}: give a whole number from 1 on`)
}

/**
 * @param hold whether places are held by handles; tests turn it off
 * @throws TypeError when a root is no directory, or has no plain name
 */
export const openRoots = (options: SafeFilesOptions, hold = canHold): Roots => {
  const {
    write = false,
    hidden = false,
    hardLinks = false,
    maxBytes = 10 * 2 ** 20,
    maxEntries = 1_000,
  } = options
  requireWhole('maxBytes', maxBytes)
  requireWhole('maxEntries', maxEntries)
  const walker = walkerOf(hold)
  const single = typeof options.roots === 'string'
  const opened = new Map<string, ReturnType<Walker['root']>>()
  let closed = false
  const close = () => {
    if (!closed) for (const root of opened.values()) root.close()
    closed = true
  }
  for (const [name, directory] of Object.entries(
    typeof options.roots === 'string' ? { root: options.roots } : options.roots,
  ))
    try {
      if (!ROOT_NAME.test(name)) throw new TypeError('its name may hold letters, digits, "_" and "-"')
      opened.set(name, walker.root(directory))
    } catch (cause) {
      close()
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new TypeError(`The root ${JSON.stringify(name)} of safeFiles cannot be used: ${reason}`, {
        cause,
      })
    }

  return {
    write,
    hidden,
    hardLinks,
    maxBytes,
    maxEntries,
    walker,
    names: single ? [] : [...opened.keys()],
    locate(path) {
      if (closed) throw new Error('These files were closed: make others')
      const names = readPath(path, { hidden, windows: process.platform === 'win32' })
      const [first, ...rest] = single ? ['root', ...names] : names
      if (first === undefined) return undefined
      const root = opened.get(first)?.place
      if (root) return { root, names: rest }
      throw refusedFile('root', path, 'This path begins with no root', {
        suggestion: `Begin it with ${[...opened.keys()].map(name => `${name}/`).join(' or ')}`,
      })
    },
    async run(path, work) {
      try {
        return await work()
      } catch (error) {
        throw report(explainSystem(error, path), callAround() ?? options.listener)
      }
    },
    close,
  }
}
