import type { ServerResponse } from 'node:http'
import type { Clock } from '../../clock.ts'

const HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // Proxies hand on each event as it comes (streamable HTTP, "Receiving Messages").
  'x-accel-buffering': 'no',
}

/** Bytes that may wait for a client that does not read, beyond which it counts as gone. */
export const MAX_QUEUED_BYTES = 16 * 1024 * 1024

/** How long a stream may be silent, after which a comment keeps proxies from closing it. */
const KEEP_ALIVE_MS = 15_000

/** The answer to one request as server-sent events: notifications, and at its end the response. */
export class EventStream {
  readonly #response: ServerResponse
  readonly #clock: Clock
  #cancelTimer: () => void = () => {}

  constructor(response: ServerResponse, clock: Clock) {
    this.#response = response
    this.#clock = clock
    response.on('close', () => this.#cancelTimer())
    response.writeHead(200, HEADERS)
    this.#keepAlive()
  }

  send(json: string): void {
    this.#write(`event: message\ndata: ${json}\n\n`)
  }

  /** Sends the last message, and closes the stream. */
  end(json: string): void {
    this.send(json)
    this.#cancelTimer()
    this.#response.end()
  }

  #write(text: string): void {
    const response = this.#response
    if (response.destroyed || response.writableEnded) return
    if (response.writableLength > MAX_QUEUED_BYTES) response.destroy()
    else response.write(text)
  }

  #keepAlive(): void {
    this.#cancelTimer = this.#clock.after(KEEP_ALIVE_MS, () => {
      this.#write(': keep-alive\n\n')
      this.#keepAlive()
    })
  }
}
