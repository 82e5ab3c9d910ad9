import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PACKAGE_FOLDER } from '../package-folder.ts'
import { packageVersion } from '../version.ts'

interface Lock {
  readonly packages?: Readonly<Record<string, { readonly resolved?: string }>>
}

/**
 * Where a new project gets this package from: from the registry, unless it was installed from a file itself. Then from
 * that file, since the registry may not have the version that writes the project.
 *
 * @param folder of this package, as it is installed
 */
export const plinthSpec = (folder = fileURLToPath(PACKAGE_FOLDER)): string => {
  const modules = dirname(folder)
  const path = join(modules, '.package-lock.json')
  if (existsSync(path)) {
    const { packages = {} } = JSON.parse(readFileSync(path, 'utf8')) as Lock
    const resolved = packages['node_modules/plinth']?.resolved
    if (resolved?.startsWith('file:')) return `file:${resolve(modules, '..', resolved.slice('file:'.length))}`
  }
  return `^${packageVersion()}`
}
