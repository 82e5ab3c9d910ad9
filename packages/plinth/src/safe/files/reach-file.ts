import { constants } from 'node:fs'
import { type FileHandle, mkdir } from 'node:fs/promises'
import { ToolError } from '../../define/errors.ts'
import { brief } from '../refusal.ts'
import { hasCode, refusedFile } from './file-error.ts'
import type { Place } from './place.ts'
import type { Roots } from './roots.ts'

const notADirectory = (path: string) =>
  new ToolError(`This is not a directory: ${brief(path)}`, { code: 'NOT_FOUND' })

/** What no place on the way, and no end of it, may be. */
const checkKind = ({ stats }: Place, path: string): void => {
  if (stats.isSymbolicLink())
    throw refusedFile('symlink', path, `Symbolic links are not followed: ${brief(path)}`)
  if (!stats.isFile() && !stats.isDirectory())
    throw refusedFile('kind', path, `This is neither a file nor a directory: ${brief(path)}`)
}

const enter = async (roots: Roots, from: Place, name: string, create: boolean): Promise<Place> => {
  try {
    return await roots.walker.step(from, name)
  } catch (error) {
    if (!create || !hasCode(error, 'ENOENT')) throw error
  }
  await mkdir(`${from.at}/${name}`, { mode: 0o700 }).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error
  })
  return roots.walker.step(from, name)
}

/** Goes from a root to a place, name by name, and works there. Every place on the way is looked at, and given back. */
export const atPlace = async <T>(
  roots: Roots,
  path: string,
  root: Place,
  names: readonly string[],
  work: (place: Place) => Promise<T>,
  create = false,
): Promise<T> => {
  let place = root
  try {
    for (const name of names) {
      if (!place.stats.isDirectory()) throw notADirectory(path)
      const next = await enter(roots, place, name, create)
      if (place !== root) await place.close()
      place = next
      checkKind(place, path)
    }
    return await work(place)
  } finally {
    if (place !== root) await place.close()
  }
}

/** Works in the directory that a path's last name is in. */
export const inParent = async <T>(
  roots: Roots,
  path: string,
  work: (directory: Place, name: string) => Promise<T>,
  create = false,
): Promise<T> => {
  if (!roots.write)
    throw refusedFile('read-only', path, 'These files can only be read', {
      suggestion: 'Read instead of writing',
    })
  const located = roots.locate(path)
  const name = located?.names.at(-1)
  if (!located || name === undefined)
    throw new ToolError('This is a root and no file', {
      code: 'VALIDATION_ERROR',
      suggestion: 'Name a file below it',
    })
  const inside = (directory: Place) => {
    if (!directory.stats.isDirectory()) throw notADirectory(path)
    return work(directory, name)
  }
  return atPlace(roots, path, located.root, located.names.slice(0, -1), inside, create)
}

/** The place of a regular file. */
export const checkFile = (roots: Roots, place: Place, path: string): void => {
  checkKind(place, path)
  if (!place.stats.isFile())
    throw new ToolError(`This is a directory: ${brief(path)}`, {
      code: 'VALIDATION_ERROR',
      suggestion: 'List it instead',
    })
  if (place.stats.nlink > 1 && !roots.hardLinks)
    throw refusedFile('hard-link', path, `This file has more than one name: ${brief(path)}`)
}

/** Opens a file for reading and works with it. */
export const withFile = async <T>(
  roots: Roots,
  path: string,
  work: (handle: FileHandle, size: number) => Promise<T>,
): Promise<T> => {
  const located = roots.locate(path)
  if (!located) throw new ToolError('This holds the roots and is no file', { code: 'VALIDATION_ERROR' })
  return atPlace(roots, path, located.root, located.names, async place => {
    checkFile(roots, place, path)
    const handle = await roots.walker.contents(place, constants.O_RDONLY)
    try {
      return await work(handle, place.stats.size)
    } finally {
      await handle.close()
    }
  })
}
