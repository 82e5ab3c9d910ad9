import type { ToolResult } from '../../define/result.ts'
import type { TaskView } from '../../define/task-view.ts'
import type { ListPage } from '../../dispatch/lists.ts'
import { isObject } from '../intake/index.ts'
import { toWireTask } from '../task-wire.ts'
import { ERROR_META_KEY, LIST_FIELDS, toWireResult } from '../wire-result.ts'

type Listing = Readonly<Record<string, unknown>>

/** The members of a result as JSON, without braces, and the metadata that they have of their own. */
export interface Members {
  readonly members: string
  readonly meta?: Listing | undefined
}

const encodedListings = new WeakMap<Listing, string>()

const encodeListing = (listing: Listing): string => {
  // Only what cannot change any more: a middleware may have put listings of its own into the list.
  if (!Object.isFrozen(listing)) return JSON.stringify(listing)
  const known = encodedListings.get(listing)
  if (known !== undefined) return known
  const made = JSON.stringify(listing)
  encodedListings.set(listing, made)
  return made
}

const encodedPages = new WeakMap<readonly Listing[], string>()

/** Lists are sent often and change seldom: pages are made JSON once, and each entry once, whoever may see it. */
const encodeItems = (items: readonly Listing[]): string => {
  if (!Object.isFrozen(items)) return `[${items.map(encodeListing).join(',')}]`
  const known = encodedPages.get(items)
  if (known !== undefined) return known
  const made = `[${items.map(encodeListing).join(',')}]`
  encodedPages.set(items, made)
  return made
}

const listMembers = (field: string, { items, nextCursor, ttlMs, cacheScope }: ListPage): string => {
  const next = nextCursor === undefined ? '' : `"nextCursor":${JSON.stringify(nextCursor)},`
  return `"${field}":${encodeItems(items)},${next}"ttlMs":${ttlMs},"cacheScope":"${cacheScope}"`
}

/** Clients that know structured content as objects only find any other in a text (server/tools, "Structured Content"). */
const withText = ({ content, structured }: ToolResult): ToolResult['content'] => {
  if (structured === undefined || isObject(structured)) return content
  if (content.some(({ type }) => type === 'text')) return content
  return [...content, { type: 'text', text: JSON.stringify(structured) }]
}

/** Most results are one text, which is quicker to write than a list of anything. */
const encodeContent = (content: ToolResult['content']): string => {
  const [block] = content
  if (content.length !== 1 || block?.type !== 'text' || Object.keys(block).length !== 2)
    return JSON.stringify(content)
  return `[{"type":"text","text":${JSON.stringify(block.text)}}]`
}

/** Some clients know structured content only of this shape: see above. */
const complete = (result: ToolResult): ToolResult => ({ ...result, content: withText(result) })

/** A task; what its call came to stands in it just as a call that was waited for is answered. */
const taskMembers = (view: TaskView): Members => {
  const { end } = view
  const shown = end?.kind === 'result' ? { ...view, end: { ...end, result: complete(end.result) } } : view
  return { members: JSON.stringify(toWireTask(shown)).slice(1, -1) }
}

const toolMembers = (result: ToolResult): Members => {
  const { structured, failure, meta } = result
  const content = encodeContent(withText(result))
  const json: string | undefined = structured === undefined ? undefined : JSON.stringify(structured)
  return {
    members: `"content":${content}${json === undefined ? '' : `,"structuredContent":${json}`}${failure ? ',"isError":true' : ''}`,
    meta: failure ? { ...meta, [ERROR_META_KEY]: failure } : meta,
  }
}

/**
 * Makes JSON of a result, as far as it is the method's.
 *
 * @throws TypeError when JSON cannot express it
 */
export const encodeMembers = (method: string, result: unknown): Members => {
  if (method === 'tools/call') return toolMembers(result as ToolResult)
  if (method === 'tasks/get') return taskMembers(result as TaskView)
  const field = LIST_FIELDS[method]
  if (field !== undefined) return { members: listMembers(field, result as ListPage) }
  const { _meta, ...rest } = toWireResult(method, result, true)
  return { members: JSON.stringify(rest).slice(1, -1), meta: _meta as Listing | undefined }
}
