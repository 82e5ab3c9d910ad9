import type { IncomingMessage } from 'node:http'
import { printable } from '../printable.ts'

const PREVIEW_BYTES = 1024

export interface ReadBody {
  readonly bytes: number
  readonly truncated: boolean
  readonly preview?: string
}

const isText = (contentType: string | undefined, encoding: string | undefined): boolean =>
  (encoding === undefined || encoding === 'identity') &&
  (contentType === undefined || /^(text\/|application\/([\w.-]+\+)?(json|xml|javascript))/i.test(contentType))

/** Reads at most `maxBytes` of a body and keeps the first KiB. The connection is of no use afterwards. */
export async function readBody(response: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  const kept: Buffer[] = []
  let bytes = 0
  let truncated = false
  for await (const chunk of response) {
    const data: Buffer = chunk
    if (bytes < PREVIEW_BYTES) kept.push(data.subarray(0, Math.min(maxBytes, PREVIEW_BYTES) - bytes))
    bytes += data.length
    truncated = bytes > maxBytes
    if (truncated) break
  }
  const { 'content-type': contentType, 'content-encoding': encoding } = response.headers
  const preview = isText(contentType, encoding) && bytes > 0 ? printable(Buffer.concat(kept)) : undefined
  return { bytes: Math.min(bytes, maxBytes), truncated, ...(preview !== undefined && { preview }) }
}
