import type { Entry } from '../catalogue/entry.ts'
import { type AccessRule, lackOf } from '../define/access.ts'
import type { Principal } from '../define/context.ts'
import { middlewareFor } from './layers.ts'
import { guardsOf, type Root, rulesIn } from './rules.ts'

type Entries = ReadonlyMap<string, Entry>

export type Listings = ReadonlyMap<string, Readonly<Record<string, unknown>>>

/** What a caller may see of a list. */
export interface Visible {
  readonly listings: Listings
  /** Whether others may see another list. */
  readonly depends: boolean
}

/** The parts of a list that callers see or do not see as one, by what they want of a caller. */
interface Parts {
  readonly rules: readonly (readonly AccessRule[])[]
  readonly partOf: ReadonlyMap<string, number>
  /** What was asked for so far, by the parts that were seen. */
  readonly views: Map<string, Visible>
}

const isProtected = (rules: readonly unknown[]): boolean => rules.length > 0

/** Beyond this number of different views of one list, the one made first is made anew when it is asked for. */
const MAX_VIEWS = 64

const listingsOf = (entries: Entries, isSeen: (name: string) => boolean): Listings =>
  new Map([...entries].flatMap(([name, { listing }]) => (isSeen(name) ? [[name, listing]] : [])))

/**
 * Makes what knows how much of a list a caller may see. Lists are prepared once for each different view of them, until
 * the catalogue changes; where nothing is protected there is one.
 */
export const createVisibility = (root: Root) => {
  const known = new WeakMap<Entries, Parts | Visible>()

  const partsOf = (method: string, entries: Entries): Parts | Visible => {
    const byContent = new Map<string, number>()
    const rules: (readonly AccessRule[])[] = []
    const partOf = new Map<string, number>()
    for (const [name, entry] of entries) {
      const own = rulesIn(guardsOf(root, entry))
      const content = JSON.stringify(own)
      const part = byContent.get(content) ?? rules.push(own) - 1
      byContent.set(content, part)
      partOf.set(name, part)
    }
    if (rules.some(isProtected)) return { rules, partOf, views: new Map() }
    const depends = isProtected(rulesIn(middlewareFor(method, root.layers)))
    return { listings: listingsOf(entries, () => true), depends }
  }

  const viewOf = (entries: Entries, { rules, partOf, views }: Parts, principal: Principal | undefined) => {
    const seen = rules.map(each => lackOf(each, principal) === undefined)
    const key = seen.map(Number).join('')
    const before = views.get(key)
    if (before) return before
    const view = {
      listings: listingsOf(entries, name => seen[partOf.get(name) ?? -1] ?? false),
      depends: true,
    }
    const [oldest] = views.keys()
    if (views.size >= MAX_VIEWS && oldest !== undefined) views.delete(oldest)
    views.set(key, view)
    return view
  }

  /** @param method the one that asks for the list */
  return (method: string, entries: Entries, principal: Principal | undefined): Visible => {
    const parts = known.get(entries) ?? partsOf(method, entries)
    known.set(entries, parts)
    return 'listings' in parts ? parts : viewOf(entries, parts, principal)
  }
}

export type Visibility = ReturnType<typeof createVisibility>
