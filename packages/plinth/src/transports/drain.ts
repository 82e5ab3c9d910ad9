import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setImmediate as polled, setTimeout as sleep } from 'node:timers/promises'
import type { Answering } from './answering.ts'

/** Ends the connections of a server without losing anything that it has yet to answer. */
export interface Drain {
  /** Resolves when every request has been answered; streams do not count. */
  idle(isStream: (response: ServerResponse) => boolean): Promise<void>
  /** Takes no new connection, and closes each connection after its answer. */
  stopListening(): Promise<void>
  /**
   * The same, and closes connections between two requests. Those are kept until no request has come on any of them for a
   * moment, because what a client is just sending would be lost with its connection.
   */
  stopAccepting(): Promise<void>
  /** Waits for answers to be out, but not for clients that do not read, and closes every connection. */
  close(): Promise<void>
}

const QUIET_MS = 500
const MAX_TURNS = 6
const MAX_ACCEPTING_TURNS = 2_000
const QUIET_TURNS = 10
const END_TIMEOUT_MS = 2_000

const closed = (response: ServerResponse): Promise<void> =>
  new Promise(resolve => {
    if (response.destroyed || response.closed) resolve()
    else response.on('close', resolve)
  })

const within = async (ms: number, work: Promise<unknown>): Promise<void> => {
  const patience = new AbortController()
  await Promise.race([work, sleep(ms, undefined, { signal: patience.signal }).catch(() => {})])
  patience.abort()
}

/** @param quietMs milliseconds without a request, after which connections between two requests are closed. Default 500 */
export const createDrain = (server: Server, { live }: Answering, quietMs: number = QUIET_MS): Drain => {
  let draining = false
  let requests = 0
  let connections = 0

  server.prependListener('request', (_, response: ServerResponse) => {
    requests++
    if (draining) response.shouldKeepAlive = false
  })

  server.on('connection', () => connections++)

  const closeAfterAnswers = () => {
    draining = true
    for (const response of live) response.shouldKeepAlive = false
  }

  /** Connections that wait to be accepted are reset with the socket that listens. */
  const acceptWaiting = async () => {
    for (let turn = 0, quiet = 0; turn < MAX_ACCEPTING_TURNS && quiet < QUIET_TURNS; turn++) {
      const before = connections
      await polled()
      quiet = connections === before ? quiet + 1 : 0
    }
  }

  const stopListening = () => {
    closeAfterAnswers()
    // What an HTTP server does beyond this is to close idle connections at once.
    return new Promise<void>(resolve => NetServer.prototype.close.call(server, () => resolve()))
  }

  return {
    async idle(isStream) {
      const answering = () => [...live].filter(response => !isStream(response))
      for (let busy = answering(); busy.length > 0; busy = answering()) await Promise.all(busy.map(closed))
    },
    stopListening,
    async stopAccepting() {
      closeAfterAnswers()
      await acceptWaiting()
      const gone = stopListening()
      for (let turn = 0, seen = -1; turn < MAX_TURNS && seen !== requests; turn++) {
        seen = requests
        await within(quietMs, gone)
        // On a busy machine the time may be up before what came in it was looked at.
        await polled()
      }
      server.closeIdleConnections()
    },
    async close() {
      void stopListening()
      server.close()
      await Promise.all([...live].map(response => within(END_TIMEOUT_MS, closed(response))))
      server.closeAllConnections()
    },
  }
}
