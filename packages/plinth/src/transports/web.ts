import type { IncomingMessage, ServerResponse } from 'node:http'
import { MAX_QUEUED_BYTES } from '../lanes/native/event-stream.ts'

/** The head of a request of `node:http` as a web request: its body has been read already. */
export const toWebRequest = (request: IncomingMessage, signal: AbortSignal): Request => {
  const headers = new Headers()
  for (let index = 0; index < request.rawHeaders.length; index += 2)
    headers.append(String(request.rawHeaders[index]), String(request.rawHeaders[index + 1]))
  return new Request(`http://localhost${request.url ?? '/'}`, {
    method: request.method ?? 'GET',
    headers,
    signal,
  })
}

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
  response.flushHeaders()
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
      response.write(next.value)
    }
  } finally {
    response.off('close', abandon)
    response.end()
  }
}
