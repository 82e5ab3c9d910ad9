import type { ServerResponse } from 'node:http'
import type { Clock } from '../../clock.ts'
import type { Connection } from '../connection.ts'
import type { RequestMessage } from '../intake/index.ts'
import { EventStream } from './event-stream.ts'
import { Exchange } from './exchange.ts'

export interface HttpAnswer {
  readonly response: ServerResponse
  readonly clock: Clock
  /** Whether notifications are left out, so that the answer is one document. */
  readonly jsonResponse: boolean
}

/** A request over HTTP. From its first notification on the answer is a stream. */
export class HttpExchange extends Exchange {
  readonly #answer: HttpAnswer
  #stream: EventStream | undefined

  constructor(message: RequestMessage, connection: Connection, answer: HttpAnswer) {
    super(message, connection)
    this.#answer = answer
  }

  get stream(): EventStream | undefined {
    return this.#stream
  }

  override notify(text: string): void {
    const { response, clock, jsonResponse } = this.#answer
    if (jsonResponse || response.destroyed) return
    this.#stream ??= new EventStream(response, clock)
    this.#stream.send(text)
  }

  /** Whether the connection breaks or the stream is closed, the client does not want the answer any more. */
  protected override watch(): void {
    const { response } = this.#answer
    if (this.isGone()) this.cancel()
    else
      response.on('close', () => {
        if (!response.writableFinished) this.cancel()
      })
  }

  protected override isGone(): boolean {
    return this.#answer.response.destroyed
  }
}
