import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PACKAGE_FOLDER } from '../package-folder.ts'

/** As much of a package.json as is looked at. */
export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly type?: string
  readonly engines?: { readonly node?: string }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** @throws SyntaxError when it is no JSON */
export const readManifest = (file: string): Manifest => JSON.parse(readFileSync(file, 'utf8'))

/** Our own. */
export const ownManifest = (): Manifest =>
  JSON.parse(readFileSync(new URL('package.json', PACKAGE_FOLDER), 'utf8'))

/** The version of a package as a program in a folder would find it; undefined when it would not. */
export const installedVersion = (name: string, from: string): string | undefined => {
  for (let folder = from; ; folder = resolve(folder, '..')) {
    const file = join(folder, 'node_modules', name, 'package.json')
    if (existsSync(file)) return readManifest(file).version
    if (folder === resolve(folder, '..')) return undefined
  }
}
