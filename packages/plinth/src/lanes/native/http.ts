import type { ServerResponse } from 'node:http'
import type { Connection } from '../connection.ts'
import type { Host } from '../host.ts'
import { intakeError, quote, type RequestMessage, wireErrors } from '../intake/index.ts'
import { isServed } from '../served-methods.ts'
import { type Answer, createAnswers, errorAnswer, intakeAnswer } from './answers.ts'
import { EventStream } from './event-stream.ts'
import { retryProblem } from './exchange.ts'
import { HttpExchange } from './http-exchange.ts'
import { listenProblem, MAX_SUBSCRIPTIONS, ownTasks, subscribe, tasksProblem } from './subscriptions.ts'

/** Serves requests of 2026-07-28 over HTTP: each is complete in itself. */
export interface NativeHttp {
  /** Answers a request that the intake has checked. */
  handle(message: RequestMessage, connection: Connection, response: ServerResponse): void | Promise<void>
  /** Ends subscriptions properly, and takes no more. */
  close(): void
}

const respond = (response: ServerResponse, { status, text }: Answer): void => {
  if (response.destroyed) return
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/**
 * The native lane over HTTP: one answer for each request, as JSON, or as events from the first notification on.
 *
 * @param options.jsonResponse whether calls are answered with one JSON document, and their notifications left out. Default
 *   false
 */
export const createNativeHttp = (
  host: Host,
  { jsonResponse = false }: { readonly jsonResponse?: boolean } = {},
): NativeHttp => {
  const answers = createAnswers(host)
  const subscriptions = new Set<() => void>()
  let closed = false

  const invalid = (message: RequestMessage, problem: string): Answer =>
    errorAnswer(message.id, { code: wireErrors.invalidParams.code, message: problem })

  /** Why a subscription is not opened; undefined when it may be. */
  const listenRefusal = (message: RequestMessage): Answer | undefined => {
    const problem = listenProblem(message)
    if (problem !== undefined) return invalid(message, problem)
    const unknown = tasksProblem(message)
    if (unknown) return errorAnswer(message.id, unknown)
    if (!closed && subscriptions.size < MAX_SUBSCRIPTIONS) return undefined
    const reason = closed ? 'is shutting down' : 'has all the subscriptions that it can hold'
    return intakeAnswer(message.id, intakeError(wireErrors.unavailable, `The server ${reason}`))
  }

  const listen = async (message: RequestMessage, connection: Connection, response: ServerResponse) => {
    const refusal = listenRefusal(message)
    if (refusal) return respond(response, refusal)
    const tasks = await ownTasks(host, message, connection.principal)
    const stream = new EventStream(response, host.clock)
    const subscription = subscribe(host, message, connection.principal, text => stream.send(text), tasks)
    const end = () => stream.end(answers.subscriptionEnded(message.id))
    const forget = () => {
      subscription.close()
      subscriptions.delete(end)
    }
    subscriptions.add(end)
    response.on('close', forget)
    // A client that was gone before will not be told of again.
    if (response.destroyed) forget()
  }

  const carryOut = (message: RequestMessage, connection: Connection, response: ServerResponse) => {
    const exchange = new HttpExchange(message, connection, { response, clock: host.clock, jsonResponse })
    return host.dispatch(exchange).then(outcome => {
      const answer = answers.outcome(message.id, message.method, outcome)
      if (exchange.stream) exchange.stream.end(answer.text)
      else respond(response, answer)
    })
  }

  return {
    handle(message, connection, response) {
      const { id, method } = message
      if (isServed(method, host.capabilities())) {
        const problem = retryProblem(message)
        if (problem !== undefined) return respond(response, invalid(message, problem))
        return carryOut(message, connection, response)
      }
      if (method === 'server/discover') return respond(response, answers.discover(id))
      if (method === 'subscriptions/listen') return listen(message, connection, response)
      const unknown = `This server does not know the method ${quote(method)}`
      respond(response, errorAnswer(id, { code: wireErrors.methodNotFound.code, message: unknown }))
    },
    close() {
      closed = true
      for (const end of [...subscriptions]) end()
    },
  }
}
