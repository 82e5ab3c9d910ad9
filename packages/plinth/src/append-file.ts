import { appendFileSync, closeSync, fstatSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

export interface AppendFileOptions {
  readonly path: string
  /** Bytes beyond which the file is put aside as `path.1` and begun anew. */
  readonly maxBytes: number
  /** How many files are kept aside, up to `path.<backups>`; 0 for none. */
  readonly backups: number
  /** Whether lines are on the disk when `append` returns, and not only with the system. Default false. */
  readonly sync?: boolean
}

/** A file that takes line after line and never outgrows its size. Only one process may write it. */
export interface AppendFile {
  /** Opens the file where it is not open; so does `append`. */
  open(): void
  /** Adds lines. Throws what the system says when it cannot. */
  append(lines: readonly string[]): void
  close(): void
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'

const remedyFor = (code: string, path: string) => {
  if (code === 'ENOENT') return `create the folder ${dirname(path)}`
  if (code === 'EACCES' || code === 'EPERM') return `let this user write in ${dirname(path)}`
  if (code === 'EISDIR') return 'name a file, not a folder'
  if (code === 'ENOSPC') return 'make room on the disk'
  return 'check the disk'
}

/**
 * What went wrong with a file, and what to do.
 *
 * @param what what the file is, as in "The log file"
 */
export const explainFileError = (what: string, path: string, cause: unknown): Error => {
  const code = codeOf(cause)
  return new Error(
    `${what} ${path} cannot be written (${code}): ${remedyFor(code, path)}, or name another file`,
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

/** Makes a file for lines, readable by its owner only. It is opened when it is first needed. */
export const appendFile = ({ path, maxBytes, backups, sync = false }: AppendFileOptions): AppendFile => {
  let descriptor: number | undefined
  let size = 0

  const close = () => {
    if (descriptor === undefined) return
    const open = descriptor
    descriptor = undefined
    closeSync(open)
  }

  const open = (): number => {
    if (descriptor !== undefined) return descriptor
    const opened = openSync(path, 'a', 0o600)
    descriptor = opened
    size = fstatSync(opened).size
    return opened
  }

  const write = (text: string) => {
    if (text === '') return
    const target = open()
    appendFileSync(target, text)
    if (sync) fsyncSync(target)
  }

  return {
    open: () => void open(),
    append(lines) {
      let text = ''
      for (const line of lines) {
        const bytes = Buffer.byteLength(line)
        open()
        if (size > 0 && size + bytes > maxBytes) {
          write(text)
          text = ''
          close()
          putAside(path, backups)
          open()
        }
        text += line
        size += bytes
      }
      write(text)
    },
    close,
  }
}
