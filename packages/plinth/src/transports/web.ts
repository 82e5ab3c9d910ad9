import type { IncomingMessage, ServerResponse } from 'node:http'

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

const whenWritable = (response: ServerResponse): Promise<void> =>
  new Promise(resolve => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })

/** Sends a web response, as fast as the client reads it and no faster. */
export const sendWebResponse = async (web: Response, response: ServerResponse): Promise<void> => {
  if (response.destroyed) {
    await web.body?.cancel()
    return
  }
  response.writeHead(web.status, Object.fromEntries(web.headers))
  if (!web.body) {
    response.end()
    return
  }
  response.flushHeaders()
  const reader = web.body.getReader()
  const abandon = () => void reader.cancel().catch(() => {})
  response.on('close', abandon)
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read())
      if (!response.write(next.value) && !response.destroyed) await whenWritable(response)
  } finally {
    response.off('close', abandon)
    response.end()
  }
}
