import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpExchange } from '../define/http-exchange.ts'
import type { OnAnswered } from './answering.ts'

export interface ExchangeObserverOptions {
  /** Told of each request when its answer is out. Default: nobody is told. */
  readonly onExchange: ((exchange: HttpExchange) => void) | undefined
  /** The pattern that a request is answered by; undefined where there is none. */
  readonly routeOf: (request: IncomingMessage) => string | undefined
  readonly isStream: (response: ServerResponse) => boolean
}

const NO_ROUTE = '(none)'
const CLIENT_GONE = 499

/** Makes what tells of each request when its answer is out; undefined where nobody wants to know. */
export const exchangeObserver = ({
  onExchange,
  routeOf,
  isStream,
}: ExchangeObserverOptions): OnAnswered | undefined =>
  onExchange &&
  ((request, response, durationMs) =>
    onExchange({
      route: routeOf(request) ?? NO_ROUTE,
      method: request.method ?? 'GET',
      status: response.headersSent ? response.statusCode : CLIENT_GONE,
      durationMs,
      stream: isStream(response),
    }))
