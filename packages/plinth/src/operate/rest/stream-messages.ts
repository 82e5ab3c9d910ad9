const encoder = new TextEncoder()

/** What stands in event streams, in the form of Server-Sent Events. */
export interface StreamMessages {
  of(type: string, data: unknown): Uint8Array
  /** @param line of the log, which is JSON already */
  ofLine(line: string): Uint8Array
}

/** Lets proxies and clients know that a stream is alive, also where nothing happens. */
export const ALIVE = encoder.encode(': alive\n\n')

/** Says after how long a client may connect again. */
export const retryAfter = (ms: number): Uint8Array => encoder.encode(`retry: ${ms}\n\n`)

/** Makes messages with ids, which are counted over all streams. */
export const createMessages = (): StreamMessages => {
  let sequence = 0
  const encode = (type: string, json: string): Uint8Array => {
    sequence += 1
    return encoder.encode(`id: ${sequence}\nevent: ${type}\ndata: ${json}\n\n`)
  }
  return {
    of: (type, data) => encode(type, JSON.stringify(data)),
    ofLine: line => encode('log', line.trimEnd()),
  }
}
