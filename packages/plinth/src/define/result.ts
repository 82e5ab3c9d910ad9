import { Content, type ContentBlock } from './content.ts'
import type { ErrorCode, ToolError } from './errors.ts'
import type { JsonSchema } from './json-schema.ts'
import { checkSendable, unsendable } from './sendable.ts'

/** Why a tool call failed, in words that the caller may see. */
export interface Failure {
  readonly code: ErrorCode
  readonly message: string
  readonly suggestion?: string
  readonly retryAfterMs?: number
  /** Finds the whole error in the server's log. */
  readonly errorId?: string
  readonly data?: Readonly<Record<string, unknown>>
}

/** What a tool call gave, before a lane puts it into its wire form. */
export interface ToolResult {
  readonly content: readonly ContentBlock[]
  readonly structured?: unknown
  /** What the structured part was checked against, where that allows more than objects: see the older revisions. */
  readonly wideSchema?: JsonSchema
  /** Set when the call failed: a result with `isError` on the wire. */
  readonly failure?: Failure
  readonly meta?: Readonly<Record<string, unknown>>
}

/** A result of a handler that says more than its value: own blocks, metadata. */
export class Result<Structured = unknown> {
  readonly structured: Structured | undefined
  readonly content: readonly (string | Content)[] | undefined
  readonly meta: Readonly<Record<string, unknown>> | undefined

  constructor(parts: ResultParts<Structured>) {
    this.structured = parts.structured
    this.content = parts.content
    this.meta = parts.meta
  }
}

/** What a result is made of. */
export interface ResultParts<Structured> {
  /** Checked against the tool's output schema, and sent as structured content. */
  readonly structured?: Structured
  /** The blocks to send. Default: the structured content as JSON text. */
  readonly content?: readonly (string | Content)[]
  readonly meta?: Readonly<Record<string, unknown>>
}

/**
 * A result with its own blocks beside the structured content, or with metadata.
 *
 * @example
 * server.tool('count', { output: z.object({ orders: z.number() }) }, () =>
 *   result({ structured: { orders: 3 }, content: ['Three.', link('results://42', { name: 'report' })] }),
 * )
 */
export const result = <Structured>(parts: ResultParts<Structured>): Result<Structured> => new Result(parts)

const toBlock = (part: string | Content): ContentBlock => {
  if (typeof part === 'string') return { type: 'text', text: part }
  checkSendable(part.block._meta, 'the metadata of a block')
  return part.block
}

const textBlock = (value: string): ContentBlock[] => [{ type: 'text', text: value }]

const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPart = (part: unknown): part is string | Content =>
  typeof part === 'string' || part instanceof Content

/** The blocks of a list that has some; undefined for a list of plain values. */
const blocksOf = (value: unknown): ContentBlock[] | undefined => {
  if (!Array.isArray(value) || !value.some(part => part instanceof Content)) return undefined
  if (!value.every(isPart))
    throw new TypeError('A list of blocks holds texts and blocks only: return other values with result()')
  return value.map(toBlock)
}

/** What JSON makes of a value that says so itself: a date or a URL is a text. */
const toPlain = (value: unknown): unknown => {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    throw new TypeError('Bytes alone do not say what they are: return them with image(), audio() or file()')
  const own = (value as { toJSON?: unknown } | null | undefined)?.toJSON
  return typeof own === 'function' ? own.call(value) : value
}

/** The structured part of what a handler returned: what an output schema is checked against. */
export const structuredPart = (returned: unknown): unknown =>
  returned instanceof Result ? returned.structured : returned

/**
 * Makes a result of what a handler returned.
 *
 * @param structured the value after its output schema; `undefined` where the tool declares none
 */
export const toToolResult = (returned: unknown, structured: unknown): ToolResult => {
  if (returned instanceof Result) {
    const value = structured === undefined ? returned.structured : structured
    if (returned.content) checkSendable(value, 'the structured content of the result')
    checkSendable(returned.meta, 'the metadata of the result')
    return {
      content: returned.content ? returned.content.map(toBlock) : mirror(value),
      ...(value === undefined ? {} : { structured: value }),
      ...(returned.meta ? { meta: returned.meta } : {}),
    }
  }
  if (structured !== undefined) return { content: mirror(structured), structured }
  if (returned instanceof Content) return { content: [toBlock(returned)] }
  const blocks = blocksOf(returned)
  if (blocks) return { content: blocks }
  const value = toPlain(returned)
  return { content: mirror(value ?? undefined), ...(isRecord(value) ? { structured: value } : {}) }
}

/** Clients that do not read structured content read this text instead (server/tools, "Structured Content"). */
const mirror = (value: unknown): ContentBlock[] => {
  if (value === undefined) return []
  const json: string | undefined = typeof value === 'string' ? value : JSON.stringify(value)
  if (json === undefined)
    throw new TypeError(`A ${typeof value} cannot be sent: return what JSON can express`)
  return textBlock(json)
}

/** How much of a failure's facts a model is shown, in characters; all of them stand in `_meta`. */
const MAX_SHOWN_DATA = 8_192

const shownData = ({ code, data }: Failure): ContentBlock[] => {
  if (!data || code === 'VALIDATION_ERROR') return []
  const text = JSON.stringify(data)
  return textBlock(
    text.length > MAX_SHOWN_DATA ? `${text.slice(0, MAX_SHOWN_DATA).toWellFormed()}... (cut)` : text,
  )
}

/** A failed call as a result: the message, what to do about it and the facts as text, and all of it as fields. */
export const failedResult = (failure: Failure): ToolResult => ({
  content: [
    ...textBlock(failure.suggestion ? `${failure.message}\n${failure.suggestion}` : failure.message),
    ...shownData(failure),
  ],
  failure,
})

/** What a caller is told of an error. Facts that JSON cannot express are left out, and the rest is told. */
export const failureOf = (error: ToolError): Failure => ({
  code: error.code,
  message: error.message,
  ...(error.suggestion === undefined ? {} : { suggestion: error.suggestion }),
  ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  ...(error.data === undefined || unsendable(error.data) ? {} : { data: error.data }),
})
