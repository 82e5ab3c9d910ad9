import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/** What a server has yet to answer. */
export interface Answering {
  readonly live: ReadonlySet<ServerResponse>
  /** The answers that a connection waits for. */
  on(connection: object): readonly ServerResponse[]
}

/** Told of a request whose answer is out, or whose client is gone. */
export type OnAnswered = (request: IncomingMessage, response: ServerResponse, durationMs: number) => void

const NONE: readonly ServerResponse[] = []

/**
 * Keeps account of what a server has yet to answer. All who have to know of the end of an answer are told by the one
 * listener that this takes: each of their own would cost every request.
 */
export const createAnswering = (server: Server, onAnswered?: OnAnswered): Answering => {
  const live = new Set<ServerResponse>()
  const byConnection = new WeakMap<object, ServerResponse[]>()

  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const startedAt = onAnswered ? performance.now() : 0
    const known = byConnection.get(request.socket)
    const waiting = known ?? []
    if (!known) byConnection.set(request.socket, waiting)
    waiting.push(response)
    live.add(response)
    response.on('close', () => {
      live.delete(response)
      waiting.splice(waiting.indexOf(response), 1)
      onAnswered?.(request, response, performance.now() - startedAt)
    })
  })

  return { live, on: connection => byConnection.get(connection) ?? NONE }
}
