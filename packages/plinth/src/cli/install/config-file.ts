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

/**
 * Puts a new content in a file's place at once, so that a reader sees the old or the new and never half of it. What was
 * there before is kept beside it.
 *
 * @param before what the content was made of
 * @returns the file that has the old content, when there was one
 * @throws CliError when somebody else has changed the file meanwhile
 */
export const replaceConfig = async (
  file: string,
  before: string,
  content: string,
): Promise<string | undefined> => {
  const target = await realFile(file)
  await mkdir(dirname(target), { recursive: true })
  const mode = await modeOf(target)
  const made = join(dirname(target), `.${basename(target)}.${randomUUID()}`)
  try {
    // It may hold credentials: only its owner reads it, unless it was open to others already.
    const handle = await open(made, 'wx', mode ?? 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (mode !== undefined) await chmod(made, mode)
    if ((await readConfig(target)) !== before)
      throw new CliError(`${file} was changed by another program meanwhile: nothing was written. Try again`)
    if (mode !== undefined) await copyFile(target, backupOf(file))
    await rename(made, target)
    return mode === undefined ? undefined : backupOf(file)
  } finally {
    await rm(made, { force: true })
  }
}
