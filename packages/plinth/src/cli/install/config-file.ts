import { randomUUID } from 'node:crypto'
import { chmod, copyFile, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CliError } from '../exit-codes.ts'

/** The file as it is; empty where there is none. */
export const readConfig = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw new CliError(`${file} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

/** What was in a file before it was last changed. */
export const backupOf = (file: string): string => `${file}.plinth-backup`

/** Dotfiles are often links into a repository: what they lead to is replaced, and not the link. */
const realFile = async (file: string): Promise<string> => {
  try {
    return await realpath(file)
  } catch {
    return file
  }
}

const modeOf = async (file: string): Promise<number | undefined> => {
  try {
    return (await stat(file)).mode & 0o777
  } catch {
    return undefined
  }
}

/** A new content that lies beside its file. */
export interface Staged {
  /**
   * Puts it in the file's place at once, so that a reader sees the old or the new and never half of it. What was there
   * before is kept beside it.
   *
   * @returns the file that has the old content, when there was one
   * @throws CliError when somebody else has changed the file meanwhile
   */
  commit(): Promise<string | undefined>
  /** Takes it away, unless it was put in place. */
  discard(): Promise<void>
}

const write = async (file: string, content: string, mode: number | undefined): Promise<void> => {
  // It may hold credentials: only its owner reads it, unless it was open to others already.
  const handle = await open(file, 'wx', mode ?? 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  if (mode !== undefined) await chmod(file, mode)
}

/** Whatever goes wrong is told of the file that is meant. */
const about = async <T>(file: string, change: Promise<T>): Promise<T> => {
  try {
    return await change
  } catch (cause) {
    throw new CliError(`${file} cannot be written, and was left alone: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/**
 * Writes a new content beside its file, which stays as it is.
 *
 * @param before what the content was made of
 * @throws CliError when it cannot be written there
 */
export const stageConfig = async (file: string, before: string, content: string): Promise<Staged> => {
  const target = await realFile(file)
  await about(file, mkdir(dirname(target), { recursive: true }))
  const mode = await modeOf(target)
  const made = join(dirname(target), `.${basename(target)}.${randomUUID()}`)
  const discard = () => rm(made, { force: true })
  try {
    await about(file, write(made, content, mode))
  } catch (error) {
    await discard()
    throw error
  }
  return {
    discard,
    async commit() {
      if ((await readConfig(target)) !== before)
        throw new CliError(`${file} was changed by another program meanwhile: nothing was written. Try again`)
      if (mode !== undefined) await about(file, copyFile(target, backupOf(file)))
      await about(file, rename(made, target))
      return mode === undefined ? undefined : backupOf(file)
    },
  }
}
