import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** One request as it was received, and how it was answered. */
export type Received = {
  at: number
  method: string
  path: string
  /** Such as `GET /alerts/:id`; undefined where there is nothing. */
  route: string | undefined
  /** The root field of a GraphQL document. */
  operation: string | undefined
  /** Undefined while it is being answered, and if the connection was cut. */
  status: number | undefined
  /** The kind of fault it met. */
  fault: string | undefined
  write: boolean
  /** The name of the token, never its value. */
  token: string | undefined
  headers: Record<string, string>
  body: unknown
}

/** An effect that took place. */
export type Write = { at: number; kind: string; ids: string[] }

export type Counts = {
  requests: number
  reads: number
  writes: number
  sockets: number
  openSockets: number
  peakSockets: number
  routes: Record<string, number>
}

export const createJournal = () => {
  let received: Received[] = []
  let effects: Write[] = []
  const open = new Set<Socket>()
  let sockets = 0
  let peak = 0
  return {
    watch(server: Server) {
      server.on('connection', socket => {
        sockets++
        open.add(socket)
        peak = Math.max(peak, open.size)
        socket.on('close', () => open.delete(socket))
      })
    },
    receive(request: Received) {
      received.push(request)
      return request
    },
    wrote(write: Write) {
      effects.push(write)
    },
    requests: (): readonly Received[] => received,
    writes: (): readonly Write[] => effects,
    counts: (): Counts => {
      const routes: Record<string, number> = {}
      for (const { route, operation } of received) {
        const name = operation ?? route ?? 'nothing'
        routes[name] = (routes[name] ?? 0) + 1
      }
      const writes = received.filter(({ write }) => write).length
      return {
        requests: received.length,
        reads: received.length - writes,
        writes,
        sockets,
        openSockets: open.size,
        peakSockets: peak,
        routes,
      }
    },
    reset() {
      received = []
      effects = []
      sockets = open.size
      peak = open.size
    },
  }
}

export type Journal = ReturnType<typeof createJournal>
