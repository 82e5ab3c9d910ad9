import { badRequest } from './reply.ts'

export type Paging<Item> = {
  /** Which list this is: a cursor of another list is refused. */
  scope: string
  idOf(item: Item): string
  matches?(item: Item): boolean
  limit: number
  cursor?: string | undefined
}

const encode = (scope: string, id: string) => Buffer.from(`${scope}\n${id}`).toString('base64url')

/** Where the page starts: behind the item that the cursor names, even if it no longer matches. */
const startOf = <Item>(items: readonly Item[], { scope, idOf, cursor }: Paging<Item>) => {
  if (cursor === undefined) return 0
  const [of, id] = Buffer.from(cursor, 'base64url').toString().split('\n')
  const index = of === scope ? items.findIndex(item => idOf(item) === id) : -1
  if (index === -1) throw badRequest('invalid cursor')
  return index + 1
}

/** One page of a list, and the cursor of the next if there is one. */
export const pageOf = <Item>(items: readonly Item[], paging: Paging<Item>) => {
  const rest = items.slice(startOf(items, paging)).filter(item => paging.matches?.(item) ?? true)
  const page = rest.slice(0, paging.limit)
  const last = page.at(-1)
  return rest.length > page.length && last !== undefined
    ? { page, next: encode(paging.scope, paging.idOf(last)) }
    : { page }
}

/** As REST answers it: without `next` on the last page. */
export const listOf = <Item>(items: readonly Item[], paging: Paging<Item>) => {
  const { page, next } = pageOf(items, paging)
  return { results: page, ...(next !== undefined && { next }) }
}

/** As GraphQL answers it. */
export const connectionOf = <Item>(items: readonly Item[], paging: Paging<Item>) => {
  const { page, next } = pageOf(items, paging)
  return {
    edges: page.map(node => ({ node })),
    pageInfo: {
      startCursor: paging.cursor ?? null,
      endCursor: next ?? null,
      hasPreviousPage: paging.cursor !== undefined,
      hasNextPage: next !== undefined,
    },
  }
}
