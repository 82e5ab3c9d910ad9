import type { Snapshot } from '../catalogue/catalogue.ts'
import type { CallContext } from '../context/call.ts'
import type { CacheHint } from '../define/cache-hint.ts'
import { type Outcome, refuse } from '../define/outcome.ts'
import { type Page, pageOf } from './page.ts'
import type { Listings, Visibility } from './visibility.ts'

type Listing = Readonly<Record<string, unknown>>

/** A page of a list, before a lane puts it into its wire form. */
export interface ListPage {
  readonly items: readonly Readonly<Record<string, unknown>>[]
  readonly nextCursor?: string
  readonly ttlMs: number
  readonly cacheScope: 'public' | 'private'
}

export interface ListSettings {
  /** How many items one page holds. */
  readonly pageSize: number
  readonly listCache: CacheHint
}

const KINDS: Readonly<Record<string, 'tools' | 'resources' | 'templates' | 'prompts'>> = {
  'tools/list': 'tools',
  'resources/list': 'resources',
  'resources/templates/list': 'templates',
  'prompts/list': 'prompts',
}

export const isListMethod = (method: string): boolean => Object.hasOwn(KINDS, method)

/** First pages are asked for most, and stay the same until the list or the size of a page changes. */
const firstPages = new WeakMap<Listings, { readonly size: number; readonly page: Page<Listing> }>()

const firstPage = (listings: Listings, size: number): Page<Listing> | undefined => {
  const known = firstPages.get(listings)
  if (known?.size === size) return known.page
  const page = pageOf(listings, undefined, size)
  if (!page) return undefined
  Object.freeze(page.items)
  firstPages.set(listings, { size, page })
  return page
}

/** Answers a list method with what its caller may use (server/utilities/pagination, server/utilities/caching). */
export const listOf = (
  snapshot: Snapshot,
  ctx: CallContext,
  settings: ListSettings,
  visible: Visibility,
): Outcome => {
  const kind = isListMethod(ctx.method) ? KINDS[ctx.method] : undefined
  if (!kind)
    return refuse({
      reason: 'method_not_found',
      message: `This server does not know the method "${ctx.method}"`,
    })
  const { cursor } = ctx.params
  if (cursor !== undefined && typeof cursor !== 'string')
    return refuse({
      reason: 'invalid_cursor',
      message: 'A cursor is a string: send back the nextCursor of the page before',
    })
  const { listings, depends } = visible(ctx.method, snapshot[kind], ctx.principal)
  const { pageSize } = settings
  const page = cursor === undefined ? firstPage(listings, pageSize) : pageOf(listings, cursor, pageSize)
  if (!page)
    return refuse({
      reason: 'invalid_cursor',
      message: 'This cursor is none of this list, or its place is gone: begin again without one',
    })
  const { ttlMs, scope } = settings.listCache
  const result: ListPage = { ...page, ttlMs, cacheScope: depends ? 'private' : scope }
  return { kind: 'result', result }
}
