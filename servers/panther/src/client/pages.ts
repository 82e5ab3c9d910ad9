/** One page of a list, and how the next one is asked for. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | undefined
}

/** More pages than this are no list any more. */
const MAX_PAGES = 1_000

/**
 * Walks a list page by page, for as long as there is a cursor. A cursor that comes a second time ends the walk: it would
 * never end otherwise.
 *
 * @example
 * const names: string[] = []
 * for await (const name of items(async cursor => ({ items: [cursor ?? 'first'], next: cursor ? undefined : 'second' })))
 *   names.push(name)
 * names // ['first', 'second']
 */
export async function* items<T>(
  fetchPage: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T> {
  const seen = new Set<string>()
  let cursor: string | undefined
  do {
    const page = await fetchPage(cursor)
    yield* page.items
    cursor = page.next
    if (cursor === undefined || seen.has(cursor)) return
    seen.add(cursor)
  } while (seen.size < MAX_PAGES)
}

/** All items of a walk. */
export const all = async <T>(walk: AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = []
  for await (const item of walk) found.push(item)
  return found
}
