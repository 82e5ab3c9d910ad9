import type { IncomingMessage } from 'node:http'
import { badRequest, HttpError } from './reply.ts'

const maximumBytes = 5_000_000

/** The body as JSON; undefined if there is none. */
export const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    if (!Buffer.isBuffer(part)) continue
    bytes += part.length
    if (bytes > maximumBytes) throw new HttpError(413, `a body may have ${maximumBytes} bytes`)
    parts.push(part)
  }
  if (bytes === 0) return undefined
  try {
    return JSON.parse(Buffer.concat(parts).toString())
  } catch (cause) {
    throw badRequest('the body is not JSON', cause)
  }
}
