import type { ContentBlock, Middleware, ToolResult } from 'plinth'
import { isRecord, toolResultIn } from '../outcome.ts'
import { shortened } from '../shortened.ts'
import { callerOf } from './caller.ts'
import type { KeptResult, ResultStore } from './result-store.ts'

/** The URI of the kept result stands in `_meta` under this key, however short the result is. */
const RESULT_META_KEY = 'plinth-netdiag/result'

const LONG_BYTES = 8_192

const linkTo = ({ tool }: KeptResult, uri: string, size: number): ContentBlock => ({
  type: 'resource_link',
  uri,
  name: `${tool} result`,
  description: `The whole result of this ${tool} call, kept for a while`,
  mimeType: 'application/json',
  size,
})

function withLink(
  found: ToolResult,
  value: Readonly<Record<string, unknown>>,
  link: ContentBlock,
): ToolResult {
  const shown = shortened(value)
  return { ...found, structured: shown, content: [{ type: 'text', text: JSON.stringify(shown) }, link] }
}

/**
 * Keeps the structured result of every tool call that succeeds, so that its caller can read it again as
 * `result://{id}`. A long one gets a link beside it.
 */
export const keepResults =
  (store: ResultStore): Middleware =>
  async (ctx, next) => {
    const outcome = await next()
    const found = toolResultIn(outcome)
    if (found === undefined || found.failure !== undefined || !isRecord(found.structured)) return outcome
    const json = JSON.stringify(found.structured)
    const kept = store.keep(callerOf(ctx), ctx.name, json)
    if (kept === undefined) return outcome
    const uri = `result://${kept.id}`
    const size = Buffer.byteLength(json)
    const result = size > LONG_BYTES ? withLink(found, found.structured, linkTo(kept, uri, size)) : found
    return {
      ...outcome,
      kind: 'result',
      result: { ...result, meta: { ...result.meta, [RESULT_META_KEY]: uri } },
    }
  }
