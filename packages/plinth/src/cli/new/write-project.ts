import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CliError } from '../exit-codes.ts'
import type { ProjectFile } from './project.ts'

/** What may be in a folder that counts as empty. */
const IGNORED = new Set(['.git', '.DS_Store'])

const entriesOf = async (folder: string): Promise<string[]> => {
  try {
    return (await readdir(folder)).filter(name => !IGNORED.has(name))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return []
    if (code === 'ENOTDIR') throw new CliError(`${folder} is a file: choose another name`, { cause: error })
    throw error
  }
}

/**
 * Writes files into a folder that is empty or not there yet, and over nothing.
 *
 * @throws CliError when something is in the folder
 */
export const writeProject = async (folder: string, files: readonly ProjectFile[]): Promise<void> => {
  const there = await entriesOf(folder)
  if (there.length > 0)
    throw new CliError(
      `${folder} is not empty (${there.slice(0, 3).join(', ')}${there.length > 3 ? ', ...' : ''}): nothing is written over. Choose another name, or empty it`,
    )
  for (const { path, content } of files) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, content, { flag: 'wx' })
  }
}
