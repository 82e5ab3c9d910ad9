import type { Context } from 'hono'
import { decodeMessage } from '../../lanes/intake/decode.ts'
import { defaultLimits } from '../../lanes/intake/index.ts'
import { errorBody } from './error-body.ts'
import { fail } from './refuse.ts'

export type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isJson = (type: string): boolean => /^application\/json\s*(;\s*charset=("?)utf-8\2\s*)?$/i.test(type)

/** Reads a JSON object; an empty body is an empty one. Anything else is answered with an error. */
export const readJson = async (
  c: Context,
  maxBytes: number,
): Promise<{ readonly value: JsonObject } | { readonly refused: Response }> => {
  const refuse = (status: 400 | 413 | 415, ...error: Parameters<typeof errorBody>) => ({
    refused: fail(c, status, errorBody(...error)),
  })
  const tooLong = () =>
    refuse(413, 'CONTENT_TOO_LARGE', `The body has more than ${maxBytes} bytes`, 'Send less at once')
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) return tooLong()
  const bytes = new Uint8Array(await c.req.arrayBuffer())
  if (bytes.length > maxBytes) return tooLong()
  if (bytes.length === 0) return { value: {} }
  const coding = c.req.header('content-encoding') ?? 'identity'
  if (!isJson(c.req.header('content-type') ?? '') || coding !== 'identity')
    return refuse(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'The body must be uncompressed JSON',
      'Send it with "Content-Type: application/json"',
    )
  const decoded = decodeMessage(bytes, { maxBytes, maxDepth: defaultLimits.maxDepth })
  if (!decoded.ok)
    return refuse(400, 'MALFORMED_REQUEST', decoded.error.message, 'Send a JSON object in UTF-8')
  if (!isObject(decoded.value))
    return refuse(
      400,
      'MALFORMED_REQUEST',
      'The body is no JSON object',
      'Send a JSON object: {"name": "value"}',
    )
  return { value: decoded.value }
}
