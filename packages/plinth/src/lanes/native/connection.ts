import type { Connection } from '../connection.ts'
import type { Host } from '../host.ts'
import { intakeError, quote, type RequestId, type RequestMessage, wireErrors } from '../intake/index.ts'
import { isServed } from '../served-methods.ts'
import { type Answer, createAnswers, errorAnswer, intakeAnswer } from './answers.ts'
import { Exchange, retryProblem } from './exchange.ts'
import { encodeNotification } from './notifications.ts'
import {
  listenProblem,
  MAX_SUBSCRIPTIONS,
  ownTasks,
  type Subscription,
  subscribe,
  tasksProblem,
} from './subscriptions.ts'

/** Where the messages of a connection are written. */
export interface MessageWriter {
  send(json: string): Promise<unknown>
  /** Writes what nobody waits for, unless the reader lags behind. */
  offer(json: string): unknown
}

/** The requests of 2026-07-28 of one client, on one connection for all of them. */
export interface NativeConnection {
  receive(message: RequestMessage): void
  /** Ends what a request started. False when it is none of this revision's, or has been answered already. */
  cancel(id: RequestId): boolean
  /** Resolves when every request has been answered or cancelled; subscriptions do not count. */
  settled(): Promise<void>
  /** Ends subscriptions properly, and aborts what is in flight. */
  close(): void
}

/** A request on a connection, whose notifications stand between other messages. */
class WrittenExchange extends Exchange {
  readonly #writer: MessageWriter

  constructor(message: RequestMessage, connection: Connection, writer: MessageWriter) {
    super(message, connection)
    this.#writer = writer
  }

  override notify(text: string, isProgress: boolean): void {
    if (this.cancelled) return
    if (isProgress) this.#writer.offer(text)
    else void this.#writer.send(text)
  }

  /** What is cancelled is told by a message. */
  protected override watch(): void {}

  protected override isGone(): boolean {
    return false
  }
}

/** The native lane on stdio: one table of requests in flight, one writer. */
export const createNativeConnection = (
  host: Host,
  connection: Connection,
  writer: MessageWriter,
): NativeConnection => {
  const answers = createAnswers(host)
  const exchanges = new Map<RequestId, Exchange>()
  const subscriptions = new Map<RequestId, Subscription>()
  const waiting = new Set<() => void>()

  const send = (text: string) => void writer.send(text)
  const answer = ({ text }: Answer) => send(text)

  const settle = (id: RequestId) => {
    exchanges.delete(id)
    if (exchanges.size > 0) return
    for (const resume of waiting) resume()
    waiting.clear()
  }

  const invalid = ({ id }: RequestMessage, message: string): Answer =>
    errorAnswer(id, { code: wireErrors.invalidParams.code, message })

  /** The id is taken from now on; it can be cancelled while its tasks are looked for. */
  const open = (message: RequestMessage) => {
    const { principal } = connection
    let isClosed = false
    let opened: Subscription | undefined
    const close = () => {
      isClosed = true
      opened?.close()
    }
    subscriptions.set(message.id, { id: message.id, close })
    ownTasks(host, message, principal).then(
      tasks => {
        if (!isClosed) opened = subscribe(host, message, principal, send, tasks)
      },
      error => {
        host.log.error('subscription.failed', { error })
        subscriptions.delete(message.id)
        answer(
          intakeAnswer(
            message.id,
            intakeError(wireErrors.internalError, 'The tasks could not be looked for'),
          ),
        )
      },
    )
  }

  const listen = (message: RequestMessage) => {
    const problem = listenProblem(message)
    if (problem !== undefined) return answer(invalid(message, problem))
    const unknown = tasksProblem(message)
    if (unknown) return answer(errorAnswer(message.id, unknown))
    if (subscriptions.size >= MAX_SUBSCRIPTIONS) {
      const full = 'This connection has all the subscriptions that it may have: cancel one first'
      return answer(intakeAnswer(message.id, intakeError(wireErrors.unavailable, full)))
    }
    open(message)
  }

  const carryOut = (message: RequestMessage) => {
    const { id, method } = message
    const exchange = new WrittenExchange(message, connection, writer)
    exchanges.set(id, exchange)
    return host.dispatch(exchange).then(outcome => {
      if (exchange.cancelled) return
      answer(answers.outcome(id, method, outcome))
      settle(id)
    })
  }

  /** An id stands for one request until that is answered: a second one of the same name could not be told apart. */
  const isTaken = (id: RequestId): boolean => exchanges.has(id) || subscriptions.has(id)

  return {
    receive(message) {
      const { id, method } = message
      if (isTaken(id)) {
        const taken = 'A request with this id has not been answered yet: give each request an id of its own'
        return answer(errorAnswer(id, { code: wireErrors.invalidRequest.code, message: taken }))
      }
      if (isServed(method, host.capabilities())) {
        const problem = retryProblem(message)
        if (problem !== undefined) return answer(invalid(message, problem))
        return void carryOut(message)
      }
      if (method === 'server/discover') return answer(answers.discover(id))
      if (method === 'subscriptions/listen') return listen(message)
      const unknown = `This server does not know the method ${quote(method)}`
      answer(errorAnswer(id, { code: wireErrors.methodNotFound.code, message: unknown }))
    },
    cancel(id) {
      const exchange = exchanges.get(id)
      const subscription = subscriptions.get(id)
      exchange?.cancel()
      if (exchange) settle(id)
      subscription?.close()
      subscriptions.delete(id)
      return exchange !== undefined || subscription !== undefined
    },
    settled: () =>
      new Promise(resolve => {
        if (exchanges.size === 0) resolve()
        else waiting.add(resolve)
      }),
    close() {
      for (const [id, subscription] of subscriptions) {
        subscription.close()
        send(answers.subscriptionEnded(id))
        // What the end of the stream is over HTTP (basic/patterns/cancellation).
        send(encodeNotification('notifications/cancelled', { requestId: id }))
      }
      subscriptions.clear()
      for (const [id, exchange] of exchanges) {
        exchange.cancel()
        settle(id)
      }
    },
  }
}
