import { isModern } from './announced.ts'
import { type Id, isRequest, type Message, notification } from './messages.ts'

type Send = (message: Message) => void

/** What a client has said of itself, and how another server hears it. */
export interface Handshake {
  /** Remembers what a message of the client says of the connection. */
  note(message: Message): void
  /** Whether the client has gone through the handshake of before 2026-07-28. */
  readonly isInitialized: boolean
  /** Says to another server what the first one heard. False when there is nothing to say, so that nothing is answered. */
  begin(send: Send): boolean
  /** Whether an answer is to something said here. */
  takes(id: Id): boolean
  /** Goes on with the answer; true when the server is ready for requests. */
  done(answer: Message, send: Send): boolean
}

const HELLO = 'plinth-dev-hello'
const REPEATED = 'plinth-dev-repeated-'

/** Remembers a client's handshake, so that each server that follows can be told. */
export const createHandshake = (): Handshake => {
  let initialize: Message | undefined
  let initialized = false
  let level: Message | undefined
  let modern: Message | undefined
  const subscriptions = new Map<unknown, Message>()

  const noteRequest = (message: Message) => {
    switch (message.method) {
      case 'initialize':
        initialize = message
        break
      case 'logging/setLevel':
        level = message
        break
      case 'resources/subscribe':
        subscriptions.set(message.params?.uri, message)
        break
      case 'resources/unsubscribe':
        subscriptions.delete(message.params?.uri)
        break
      default:
        if (isModern(message)) modern = message
    }
  }

  return {
    note(message) {
      if (isRequest(message)) noteRequest(message)
      else if (message.method === 'notifications/initialized') initialized = true
    },
    get isInitialized() {
      return initialized
    },
    begin(send) {
      const hello = initialized
        ? initialize
        : modern && { ...modern, method: 'server/discover', params: { _meta: modern.params?._meta } }
      if (!hello) return false
      send({ ...hello, id: HELLO })
      return true
    },
    takes: id => typeof id === 'string' && (id === HELLO || id.startsWith(REPEATED)),
    done({ id }, send) {
      if (id !== HELLO) return false
      if (!initialized) return true
      send(notification('notifications/initialized'))
      const repeated = [...(level ? [level] : []), ...subscriptions.values()]
      for (const [at, message] of repeated.entries()) send({ ...message, id: `${REPEATED}${at}` })
      return true
    },
  }
}
