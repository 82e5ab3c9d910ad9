import type { ServerResponse } from 'node:http'
import { MAX_QUEUED_BYTES } from '../lanes/native/event-stream.ts'

/**
 * Sends a web response. It is read as it comes, and not as fast as the client takes it: an event stream fills without
 * bounds where nobody reads it, and what waits can be counted only here.
 *
 * @param maxQueuedBytes how much may wait for the client, beyond which the connection is closed
 */
export const sendWebResponse = async (
  web: Response,
  response: ServerResponse,
  maxQueuedBytes = MAX_QUEUED_BYTES,
): Promise<void> => {
  if (response.destroyed) {
    await web.body?.cancel()
    return
  }
  // Whether the connection is kept, the server decides: it closes them while it stops.
  const headers = [...web.headers].filter(([name]) => name !== 'connection')
  response.writeHead(web.status, Object.fromEntries(headers))
  if (!web.body) {
    response.end()
    return
  }
  // Most answers follow at once, and go out with their head.
  const flush = setImmediate(() => response.flushHeaders())
  const reader = web.body.getReader()
  const abandon = () => void reader.cancel().catch(() => {})
  response.on('close', abandon)
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (response.writableLength > maxQueuedBytes) {
        abandon()
        response.destroy()
        return
      }
      clearImmediate(flush)
      response.write(next.value)
    }
  } finally {
    clearImmediate(flush)
    response.off('close', abandon)
    response.end()
  }
}
