import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { link, open, rename, unlink } from 'node:fs/promises'
import { ToolError } from '../../define/errors.ts'
import { brief } from '../refusal.ts'
import { hasCode, refusedFile } from './file-error.ts'
import type { Place } from './place.ts'
import { atPlace, checkFile, inParent } from './reach-file.ts'
import type { Roots } from './roots.ts'

/** How a file is written. */
export interface WriteOptions {
  /** Whether a file that is there is replaced. Default false. */
  readonly overwrite?: boolean
  /** Whether directories that are missing on the way are made. Default false. */
  readonly parents?: boolean
}

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants
const CREATE = O_WRONLY | O_CREAT | O_EXCL | (O_NOFOLLOW ?? 0)

const checkSize = (roots: Roots, path: string, size: number): void => {
  if (size > roots.maxBytes)
    throw refusedFile('size', path, `Files may have ${roots.maxBytes} bytes at most`, {
      code: 'RESOURCE_EXHAUSTED',
    })
}

const bytesOf = (data: string | Uint8Array): Uint8Array =>
  typeof data === 'string' ? Buffer.from(data) : data

/** What is under a name, if anything is: a link, a device or a directory is refused. */
const existing = async (roots: Roots, path: string, directory: Place, name: string): Promise<boolean> => {
  try {
    await atPlace(roots, path, directory, [name], async place => checkFile(roots, place, path))
    return true
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}

const writeNew = async (at: string, bytes: Uint8Array): Promise<void> => {
  const handle = await open(at, CREATE, 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes beside the file, and puts what was written in its place in one step: nobody ever reads a half. */
export const writeFile = (
  roots: Roots,
  path: string,
  data: string | Uint8Array,
  { overwrite = false, parents = false }: WriteOptions = {},
): Promise<void> => {
  const bytes = bytesOf(data)
  const write = async (directory: Place, name: string) => {
    checkSize(roots, path, bytes.length)
    if ((await existing(roots, path, directory, name)) && !overwrite) throw exists(path)
    const target = `${directory.at}/${name}`
    const temporary = `${directory.at}/.${randomUUID()}.tmp`
    try {
      await writeNew(temporary, bytes)
      if (overwrite) await rename(temporary, target)
      else await link(temporary, target)
    } finally {
      await unlink(temporary).catch((error: unknown) => {
        if (!hasCode(error, 'ENOENT')) throw error
      })
    }
  }
  return inParent(roots, path, write, parents)
}

const exists = (path: string) =>
  new ToolError(`There is such a file already: ${brief(path)}`, {
    code: 'VALIDATION_ERROR',
    suggestion: 'Choose another name, or say that it may be overwritten',
  })

export const appendFile = (roots: Roots, path: string, data: string | Uint8Array): Promise<void> => {
  const bytes = bytesOf(data)
  return inParent(roots, path, async (directory, name) => {
    if (!(await existing(roots, path, directory, name))) {
      checkSize(roots, path, bytes.length)
      return writeNew(`${directory.at}/${name}`, bytes)
    }
    return atPlace(roots, path, directory, [name], async place => {
      checkFile(roots, place, path)
      checkSize(roots, path, place.stats.size + bytes.length)
      const handle = await roots.walker.contents(place, O_WRONLY | O_APPEND)
      try {
        await handle.writeFile(bytes)
      } finally {
        await handle.close()
      }
    })
  })
}

export const deleteFile = (roots: Roots, path: string): Promise<void> =>
  inParent(roots, path, async (directory, name) => {
    await atPlace(roots, path, directory, [name], async place => checkFile(roots, place, path))
    await unlink(`${directory.at}/${name}`)
  })
