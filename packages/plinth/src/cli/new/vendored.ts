import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { CliError } from '../exit-codes.ts'
import type { ProjectFile } from './project.ts'

/** The folder of packages that come from no registry. */
const FOLDER = 'vendor'

/** Whether the package stands in the project itself. */
export const isVendored = (plinth: string): boolean => plinth.startsWith(`file:${FOLDER}/`)

/**
 * A tarball on this machine, as a file of the project: the image of a container is built of nothing else. Whatever is
 * no tarball stays what it is.
 *
 * @param plinth where the package comes from
 * @throws CliError when there is no such tarball
 */
export const vendored = (
  plinth: string,
  cwd: string,
): { readonly plinth: string; readonly files: readonly ProjectFile[] } => {
  const [, given] = /^file:(.+\.tgz)$/.exec(plinth) ?? []
  if (given === undefined) return { plinth, files: [] }
  const tarball = resolve(cwd, given)
  const path = `${FOLDER}/${basename(tarball)}`
  try {
    return { plinth: `file:${path}`, files: [{ path, content: readFileSync(tarball) }] }
  } catch (cause) {
    throw new CliError(
      `The package ${tarball} cannot be read: ${(cause as Error).message}. Name another with --plinth`,
      { cause },
    )
  }
}
