import type { ContentBlock } from '../define/content.ts'
import type { Middleware, MiddlewareContext } from '../define/middleware.ts'
import { type Outcome, refuse } from '../define/outcome.ts'
import { type Failure, failedResult, type ToolResult } from '../define/result.ts'
import { cutToBytes, jsonBytes } from './json-size.ts'
import { requireWhole } from './whole-number.ts'

/** How large results may be for `responseLimit`. */
export interface ResponseLimitOptions {
  /** The most bytes that a result may have as JSON in UTF-8; at least 1,024. Default 1,000,000. */
  readonly maxBytes?: number
}

/** Room for the note, with its block. */
const NOTE_BYTES = 256

const SUGGESTION = 'Ask for less: narrow the arguments, or fetch it in parts'

const tooLarge = (name: string, bytes: number, maxBytes: number): Failure => ({
  code: 'RESOURCE_EXHAUSTED',
  message: `The result of ${cutToBytes(name, 64)} has ${bytes} bytes, more than the limit of ${maxBytes}`,
  suggestion: SUGGESTION,
})

/** The blocks that fit into `room` bytes. A text that does not is cut; anything else is left out. */
const fit = (blocks: readonly ContentBlock[], room: number): ContentBlock[] => {
  let left = room
  const kept: ContentBlock[] = []
  const keep = (block: ContentBlock, bytes: number) => {
    left -= bytes
    kept.push(block)
  }
  for (const block of blocks) {
    const bytes = jsonBytes(block) + 1
    if (bytes <= left) keep(block, bytes)
    else if (block.type === 'text') {
      const text = cutToBytes(block.text, left - jsonBytes({ ...block, text: '' }) - 1)
      const cut = { ...block, text }
      if (text !== '') keep(cut, jsonBytes(cut) + 1)
    }
  }
  return kept
}

const note = (bytes: number, maxBytes: number): ContentBlock => ({
  type: 'text',
  text: `[Cut: the result has ${bytes} bytes, more than the limit of ${maxBytes}. ${SUGGESTION}.]`,
})

/** A failure that is too large itself, without its facts. */
const shorten = (failure: Failure, maxBytes: number): Failure => {
  const { data: _, message, suggestion, ...rest } = failure
  return {
    ...rest,
    message: cutToBytes(message, maxBytes / 8),
    ...(suggestion === undefined ? {} : { suggestion: cutToBytes(suggestion, maxBytes / 8) }),
  }
}

const limitTool = (ctx: MiddlewareContext, result: ToolResult, maxBytes: number): ToolResult => {
  const { wideSchema: _, ...sent } = result
  const bytes = jsonBytes(sent)
  if (bytes <= maxBytes) return result
  const room = maxBytes - jsonBytes({ ...sent, content: [] }) - NOTE_BYTES
  if (room >= 0) return { ...result, content: [...fit(result.content, room), note(bytes, maxBytes)] }
  return failedResult(
    result.failure ? shorten(result.failure, maxBytes) : tooLarge(ctx.name, bytes, maxBytes),
  )
}

/** The longest that a character can be in JSON. */
const MOST_BYTES = 6

/** Spares small texts, which most results are, from being measured. */
const isSmall = ({ content, structured, failure, meta }: ToolResult, maxBytes: number): boolean => {
  if (structured !== undefined || failure || meta) return false
  let most = 64
  for (const block of content) {
    if (block.type !== 'text' || block.annotations || block._meta) return false
    most += 64 + block.text.length * MOST_BYTES
  }
  return most <= maxBytes
}

/**
 * Bounds how large results are. The text of a tool is cut between two characters, and a note at its end says so; blocks
 * that are not text are left out where they do not fit. Structured content is never cut, because it would not be what
 * the tool's schema says: where it is too large the call fails with `RESOURCE_EXHAUSTED`. So does reading a resource or
 * getting a prompt that is too large. Lists and completions have bounds of their own.
 *
 * What a tool that was called with `ctx.call()` gives is bounded too.
 *
 * @throws RangeError when `maxBytes` is no whole number, or below 1,024
 * @example
 * server.use(responseLimit({ maxBytes: 100_000 }))
 */
export const responseLimit = ({ maxBytes = 1_000_000 }: ResponseLimitOptions = {}): Middleware => {
  requireWhole('responseLimit', 'maxBytes', maxBytes, 1_024)

  const limited = (ctx: MiddlewareContext, outcome: Outcome): Outcome => {
    if (outcome.kind !== 'result') return outcome
    if (ctx.method === 'tools/call') {
      const given = outcome.result as ToolResult
      if (isSmall(given, maxBytes)) return outcome
      const result = limitTool(ctx, given, maxBytes)
      return result === given ? outcome : { ...outcome, result }
    }
    if (ctx.method !== 'resources/read' && ctx.method !== 'prompts/get') return outcome
    const bytes = jsonBytes(outcome.result)
    if (bytes <= maxBytes) return outcome
    const failure = tooLarge(ctx.name, bytes, maxBytes)
    const uri = ctx.method === 'resources/read' ? { uri: ctx.name } : {}
    return refuse({ reason: 'failed', message: failure.message, failure, ...uri })
  }
  return (ctx, next) => next().then(outcome => limited(ctx, outcome))
}
