import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Declared, readSource } from './source-file.ts'

/** A name that users of the platform can import. */
export interface PublicName extends Declared {
  /** What they import it from: `plinth/auth`. */
  readonly specifier: string
  /** The file that declares it, from the root of the repository. */
  readonly file: string
}

const PACKAGE = 'packages/plinth'

/** The imports of the platform, each with the file of its source: `plinth/auth`, `packages/plinth/src/auth/index.ts`. */
export const entryPoints = (repository: string): [string, string][] => {
  const manifest = JSON.parse(readFileSync(join(repository, PACKAGE, 'package.json'), 'utf8'))
  return Object.entries<string | { 'plinth-source': string }>(manifest.exports).flatMap(([path, target]) =>
    typeof target === 'string'
      ? []
      : [[join(manifest.name, path), join(PACKAGE, target['plinth-source'])] satisfies [string, string]],
  )
}

/** All names that can be imported from the platform, once for each import that has them. */
export const publicNames = (repository: string): PublicName[] => {
  const files = new Map<string, ReturnType<typeof readSource>>()
  const read = (file: string) => {
    const known = files.get(file) ?? readSource(file, readFileSync(join(repository, file), 'utf8'))
    files.set(file, known)
    return known
  }
  const find = (file: string, name: string, specifier: string): PublicName => {
    const { declared, passed } = read(file)
    const own = declared.find(each => each.name === name)
    if (own) return { ...own, specifier, file }
    const other = passed.find(each => each.name === name)
    if (other === undefined)
      throw new Error(`${file} exports no ${name}: ${specifier} cannot have it from there`)
    return find(join(dirname(file), other.from), name, specifier)
  }
  return entryPoints(repository).flatMap(([specifier, index]) => {
    const { declared, passed } = read(index)
    return [...declared, ...passed].map(({ name, isType }) => {
      const found = find(index, name, specifier)
      return { ...found, isType: isType || found.isType }
    })
  })
}
