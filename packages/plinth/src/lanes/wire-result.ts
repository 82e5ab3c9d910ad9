import type { ToolResult } from '../define/result.ts'
import type { ReadContents, RenderedPrompt } from '../dispatch/handlers.ts'
import type { ListPage } from '../dispatch/lists.ts'

type Wire = Record<string, unknown>

/** The key in a failed result's `_meta` that holds its code, error id, suggestion and retry time. */
export const ERROR_META_KEY = 'dev.plinth/error'

export const LIST_FIELDS: Readonly<Record<string, string>> = {
  'tools/list': 'tools',
  'prompts/list': 'prompts',
  'resources/list': 'resources',
  'resources/templates/list': 'resourceTemplates',
}

const metaOf = ({ failure, meta }: ToolResult): Wire => {
  if (!failure) return meta ? { _meta: meta } : {}
  return { _meta: { ...meta, [ERROR_META_KEY]: failure } }
}

const toolResult = (result: ToolResult): Wire => ({
  content: result.content,
  ...(result.structured === undefined ? {} : { structuredContent: result.structured }),
  ...(result.failure ? { isError: true } : {}),
  ...metaOf(result),
})

/**
 * A result in the protocol's form. Cache hints are of 2026-07-28 (server/utilities/caching).
 *
 * @param hints whether the client's revision has cache hints
 */
export const toWireResult = (method: string, result: unknown, hints: boolean): Wire => {
  if (method === 'tools/call') return toolResult(result as ToolResult)
  if (method === 'prompts/get') return { ...(result as RenderedPrompt) }
  if (method === 'resources/read') {
    const { contents, ...cache } = result as ReadContents
    return { contents, ...(hints ? cache : {}) }
  }
  const field = LIST_FIELDS[method]
  if (!field) return result as Wire
  const { items, nextCursor, ttlMs, cacheScope } = result as ListPage
  return {
    [field]: items,
    ...(nextCursor === undefined ? {} : { nextCursor }),
    ...(hints ? { ttlMs, cacheScope } : {}),
  }
}
