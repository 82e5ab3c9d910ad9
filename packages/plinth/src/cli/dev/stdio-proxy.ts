import { changesFor, everyListChanged, orEmptyList, subscriptionOf, withEveryKind } from './announced.ts'
import { createHandshake } from './handshake.ts'
import {
  failure,
  type Id,
  isRequest,
  type Message,
  notification,
  parseMessage,
  type Request,
} from './messages.ts'

/** Stands between a client, whose pipe stays, and a server that is started again and again. */
export interface StdioProxy {
  /** Takes a line from the client. */
  fromClient(line: string): void
  /** Takes a line from the server that is attached. */
  fromServer(line: string): void
  /** A server was started: requests wait until it answers. */
  attach(send: (line: string) => void): void
  /** The server is being stopped. What it was asked to do is answered with the reason; what it was only asked, is asked again. */
  detach(reason: string): void
  /** The server cannot be started. Requests are answered with the reason until another one is attached. */
  broken(reason: string): void
}

export interface ProxyOptions {
  readonly toClient: (line: string) => void
  /** Told of a line of the server that is no message. */
  readonly onNoise: (line: string) => void
}

/** What changes nothing: after a restart it is asked once more, and the client does not notice. */
const REPEATABLE = new Set([
  'initialize',
  'server/discover',
  'ping',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'completion/complete',
])
/** A client that gets an error for these gives up for good: they wait for a server that starts. */
const OPENING = new Set(['initialize', 'server/discover'])

const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged'

/** Carries messages between a client and whichever server there is at the moment. */
export const createStdioProxy = ({ toClient, onNoise }: ProxyOptions): StdioProxy => {
  const inFlight = new Map<Id, Request>()
  /** Subscriptions of 2026-07-28, which are requests that stay open. */
  const listening = new Map<Id, Request>()
  /** Subscriptions that the client knows to be acknowledged already. */
  const acknowledged = new Set<unknown>()
  /** What the server asks the client, under ids that no other server of ours has used. */
  const asked = new Map<Id, Id>()
  const handshake = createHandshake()
  let waiting: Request[] = []
  let state: 'starting' | 'up' | 'broken' = 'starting'
  let reason = ''
  let generation = 0
  let send: (line: string) => void = () => {}

  const tell = (message: Message) => toClient(JSON.stringify(message))
  const pass = (message: Message) => send(JSON.stringify(message))

  const forward = (request: Request) => {
    const kept = request.method === 'subscriptions/listen' ? listening : inFlight
    kept.set(request.id, request)
    pass(request)
  }

  const refuse = (request: Request) =>
    tell(
      failure(request.id, `The server does not start: ${reason}. It is started again when a file changes.`),
    )

  const takeRequest = (request: Request) => {
    handshake.note(request)
    if (state === 'up') forward(request)
    else if (state === 'broken' && !OPENING.has(request.method)) refuse(request)
    else waiting.push(request)
  }

  const takeAnswer = (message: Message & { id: Id }) => {
    const id = asked.get(message.id)
    if (id === undefined) return
    asked.delete(message.id)
    pass({ ...message, id })
  }

  const cancel = (message: Message) => {
    const id = message.params?.requestId as Id
    waiting = waiting.filter(request => request.id !== id)
    listening.delete(id)
    acknowledged.delete(id)
  }

  const up = () => {
    state = 'up'
    const [requests, subscriptions] = [waiting, [...listening.values()]]
    waiting = []
    for (const request of requests) forward(request)
    if (generation === 1) return
    if (handshake.isInitialized) for (const message of everyListChanged()) tell(message)
    for (const listen of subscriptions) {
      forward(listen)
      for (const message of changesFor(listen)) tell(message)
    }
  }

  /** The server's own request, under an id that tells which of our servers asked. */
  const ask = (request: Request) => {
    const id = `restart-${generation}-${request.id}`
    asked.set(id, request.id)
    tell({ ...request, id })
  }

  const tellAnswer = (message: Message & { id: Id }) => {
    if (handshake.takes(message.id)) {
      if (handshake.done(message, pass)) up()
      return
    }
    const request = inFlight.get(message.id) ?? listening.get(message.id)
    inFlight.delete(message.id)
    listening.delete(message.id)
    if (!request) return tell(message)
    tell(OPENING.has(request.method) ? withEveryKind(message) : orEmptyList(request, message))
  }

  const tellNotification = (message: Message) => {
    const subscription = subscriptionOf(message)
    if (message.method === ACKNOWLEDGED && subscription !== undefined) {
      if (acknowledged.has(subscription)) return
      acknowledged.add(subscription)
    }
    const withdrawn = message.method === 'notifications/cancelled' ? message.params?.requestId : undefined
    if (withdrawn === undefined) tell(message)
    else tell({ ...message, params: { ...message.params, requestId: `restart-${generation}-${withdrawn}` } })
  }

  return {
    fromClient(line) {
      const message = parseMessage(line)
      if (!message) {
        if (state === 'up') send(line)
      } else if (isRequest(message)) takeRequest(message)
      else if (message.id !== undefined) takeAnswer({ ...message, id: message.id })
      else {
        handshake.note(message)
        if (message.method === 'notifications/cancelled') cancel(message)
        if (state === 'up') pass(message)
      }
    },
    fromServer(line) {
      const message = parseMessage(line)
      if (!message) onNoise(line)
      else if (isRequest(message)) ask(message)
      else if (message.id !== undefined) tellAnswer({ ...message, id: message.id })
      else tellNotification(message)
    },
    attach(next) {
      generation++
      send = next
      state = 'starting'
      if (handshake.begin(pass)) return
      up()
    },
    detach(why) {
      state = 'starting'
      send = () => {}
      const requests = [...inFlight.values()]
      inFlight.clear()
      waiting = [...requests.filter(({ method }) => REPEATABLE.has(method)), ...waiting]
      for (const { id, method } of requests)
        if (!REPEATABLE.has(method))
          tell(failure(id, `The server was stopped while it worked on this: ${why}. Ask again.`))
      for (const requestId of asked.keys())
        tell(notification('notifications/cancelled', { requestId, reason: why }))
      asked.clear()
    },
    broken(why) {
      state = 'broken'
      reason = why
      const refused = waiting.filter(({ method }) => !OPENING.has(method))
      waiting = waiting.filter(({ method }) => OPENING.has(method))
      for (const request of refused) refuse(request)
    },
  }
}
