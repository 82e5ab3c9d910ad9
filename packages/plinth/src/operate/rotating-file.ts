import { appendFileSync, closeSync, fstatSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Clock, systemClock } from '../clock.ts'

export interface RotatingFileOptions {
  readonly path: string
  /** Bytes beyond which the file is put aside as `path.1` and begun anew. */
  readonly maxBytes: number
  /** How many files are kept aside, up to `path.<backups>`; 0 for none. */
  readonly backups: number
  /** Told when the file cannot be written, once until it can be again. */
  readonly onError: (error: Error) => void
  readonly clock?: Clock
}

/** A file that takes line after line and never outgrows its size. Only one process may write it. */
export interface RotatingFile {
  /** Adds a line, which the system has when this returns. It never throws. */
  write(line: string): void
  /** Closes the file; lines after that are lost. */
  close(): void
}

/** How long a file that cannot be written is left alone. */
const RETRY_MS = 10_000

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'

const remedyFor = (code: string, path: string) => {
  if (code === 'ENOENT') return `create the folder ${dirname(path)}`
  if (code === 'EACCES' || code === 'EPERM') return `let this user write in ${dirname(path)}`
  if (code === 'EISDIR') return 'name a file, not a folder'
  if (code === 'ENOSPC') return 'make room on the disk'
  return 'check the disk'
}

const explain = (path: string, cause: unknown) => {
  const code = codeOf(cause)
  return new Error(
    `The log file ${path} cannot be written (${code}): ${remedyFor(code, path)}, or name another file`,
    { cause },
  )
}

const renameIfThere = (from: string, to: string) => {
  try {
    renameSync(from, to)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}

/** Moves `path` to `path.1`, that to `path.2`, and so on; the oldest goes. */
const putAside = (path: string, backups: number) => {
  if (backups === 0) return rmSync(path, { force: true })
  for (let number = backups; number > 1; number--) renameIfThere(`${path}.${number - 1}`, `${path}.${number}`)
  renameIfThere(path, `${path}.1`)
}

/**
 * Opens a file for lines, readable by its owner only. When it cannot be written, the lines are lost, `onError` is
 * told, and every ten seconds it is tried again.
 */
export const openRotatingFile = (options: RotatingFileOptions): RotatingFile => {
  const { path, maxBytes, backups, onError, clock = systemClock } = options
  let descriptor: number | undefined
  let size = 0
  let retryAt = 0
  let failing = false
  let closed = false

  const close = () => {
    if (descriptor === undefined) return
    const open = descriptor
    descriptor = undefined
    closeSync(open)
  }

  const abandon = () => {
    try {
      close()
    } catch {
      // What could not be written need not be closed well.
    }
  }

  const open = (): number => {
    const opened = openSync(path, 'a', 0o600)
    descriptor = opened
    size = fstatSync(opened).size
    return opened
  }

  const append = (line: string) => {
    const bytes = Buffer.byteLength(line)
    let target = descriptor ?? open()
    if (size > 0 && size + bytes > maxBytes) {
      close()
      putAside(path, backups)
      target = open()
    }
    appendFileSync(target, line)
    size += bytes
    failing = false
  }

  const attempt = (work: () => void) => {
    if (closed || clock.now() < retryAt) return
    try {
      work()
    } catch (error) {
      retryAt = clock.now() + RETRY_MS
      abandon()
      const first = !failing
      failing = true
      if (first) onError(explain(path, error))
    }
  }

  attempt(open)
  return {
    write: line => attempt(() => append(line)),
    close() {
      closed = true
      abandon()
    },
  }
}
