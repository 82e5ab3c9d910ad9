import { realpathSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

const BUSY = 5

/** A file of tasks that another process uses, or another store of this one. */
export class HeldFileError extends Error {
  override readonly name = 'HeldFileError'
}

const realPath = (file: string): string => {
  try {
    return realpathSync(file)
  } catch {
    return file
  }
}

/**
 * Holds a file for this process alone, by the lock on a database beside it: the system frees that with the process,
 * however it ends, and knows of it in every container that shares the volume.
 *
 * @returns what frees it
 * @throws HeldFileError, at once, when somebody holds it
 */
export const holdFile = (file: string): (() => void) => {
  const lock = new DatabaseSync(`${realPath(file)}.lock`, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { readonly errcode?: number }).errcode !== BUSY) throw error
    const mend = 'stop that one, name another file, or keep tasks in Redis, which servers can share'
    throw new HeldFileError(`The tasks in ${file} are in use by another server: ${mend}`, { cause: error })
  }
  return () => lock.close()
}
