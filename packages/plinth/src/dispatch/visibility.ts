import type { Declarations } from '../catalogue/declarations.ts'
import type { Entry } from '../catalogue/entry.ts'
import { type AccessRule, lackOf } from '../define/access.ts'
import type { Principal } from '../define/context.ts'
import { middlewareFor } from './layers.ts'
import { guardsOf, rulesIn } from './rules.ts'

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
  readonly depends: boolean
  readonly made: Map<string, Visible>
}

/** Beyond this number of different views of one list, the one made first is made anew when it is asked for. */
const MAX_VIEWS = 64

const listingsOf = (entries: Entries, isSeen: (name: string) => boolean): Listings =>
  new Map([...entries].flatMap(([name, { listing }]) => (isSeen(name) ? [[name, listing]] : [])))

/**
 * Makes what knows how much of a list a caller may see. Lists are prepared once for each different view of them, until
 * the catalogue changes; where nothing is protected there is one.
 */
export const createVisibility = (root: Declarations) => {
  const known = new WeakMap<Entries, Parts>()

  const partsOf = (method: string, entries: Entries): Parts => {
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
    const depends = [rulesIn(middlewareFor(method, root.layers)), ...rules].some(({ length }) => length > 0)
    return { rules, partOf, depends, made: new Map() }
  }

  /** @param method the one that asks for the list */
  return (method: string, entries: Entries, principal: Principal | undefined): Visible => {
    const parts = known.get(entries) ?? partsOf(method, entries)
    known.set(entries, parts)
    const { rules, partOf, depends, made } = parts
    const seen = rules.map(each => lackOf(each, principal) === undefined)
    const view = seen.map(Number).join('')
    const before = made.get(view)
    if (before) return before
    const listings = listingsOf(entries, name => seen[partOf.get(name) ?? -1] ?? false)
    const visible = { listings, depends }
    const [oldest] = made.keys()
    if (made.size >= MAX_VIEWS && oldest !== undefined) made.delete(oldest)
    made.set(view, visible)
    return visible
  }
}

export type Visibility = ReturnType<typeof createVisibility>
