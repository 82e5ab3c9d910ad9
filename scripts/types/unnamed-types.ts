import { type ModuleTypes, type Place, readModuleTypes } from './module-types.ts'

/** A type that users meet in a signature and cannot import. */
export interface Unnamed {
  /** The exports that mention it. */
  readonly by: readonly string[]
  readonly place: Place
}

const keyOf = ({ file, name }: Place): string => `${file}#${name}`

/**
 * Finds types that the exports of a package mention, and that none of its entries exports.
 *
 * @param entries the files of declarations that can be imported from
 */
export const unnamedTypes = (entries: readonly string[]): readonly Unnamed[] => {
  const modules = new Map<string, ModuleTypes>()
  const read = (file: string): ModuleTypes => {
    const known = modules.get(file) ?? readModuleTypes(file)
    modules.set(file, known)
    return known
  }

  /** Where something is declared that a file knows by a name; undefined for what is not the package's. */
  const find = ({ file, name }: Place, seen = new Set<string>()): Place | undefined => {
    const key = keyOf({ file, name })
    if (seen.has(key)) return undefined
    seen.add(key)
    const { declared, imported, exported, all } = read(file)
    if (declared.has(name)) return { file, name }
    const next = imported.get(name) ?? exported.get(name)
    if (next) return find(next, seen)
    return all.map(from => find({ file: from, name }, seen)).find(found => found !== undefined)
  }

  const exportsOf = (file: string): Place[] => {
    const { exported, all } = read(file)
    const own = [...exported.values()].map(place => find(place) ?? place)
    return [...own, ...all.flatMap(exportsOf)]
  }

  const exported = new Map(entries.flatMap(exportsOf).map(place => [keyOf(place), place]))
  const missing = new Map<string, Unnamed>()
  for (const { file, name } of exported.values()) {
    const { uses, imports } = read(file).declared.get(name) ?? { uses: new Set<string>(), imports: [] }
    const mentioned = [...[...uses].map(each => ({ file, name: each })), ...imports]
    for (const place of mentioned.map(each => find(each)).filter(each => each !== undefined)) {
      const key = keyOf(place)
      if (exported.has(key)) continue
      missing.set(key, { place, by: [...(missing.get(key)?.by ?? []), name] })
    }
  }
  return [...missing.values()]
}
