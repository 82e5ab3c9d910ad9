import type { Caller, Sink } from '../../context/caller.ts'
import type { ClientInfo } from '../../define/context.ts'
import type { DispatchRequest } from '../../dispatch/request.ts'
import type { Connection } from '../connection.ts'
import { metaKeys } from '../intake/envelope.ts'
import { isObject, type JsonObject, type RequestId, type RequestMessage } from '../intake/index.ts'
import { createSink, type Notifier } from './notifications.ts'

const NOTHING: JsonObject = {}

const {
  protocolVersion: VERSION,
  clientInfo: CLIENT,
  clientCapabilities: CAPABILITIES,
  logLevel: LEVEL,
} = metaKeys

/** The methods that may ask before they answer (basic/patterns/mrtr, "Supported Requests"). */
const ASKING = new Set(['tools/call', 'prompts/get', 'resources/read'])

/** What is wrong with what came back with a retry; undefined when nothing is (basic/patterns/mrtr, "Error Handling"). */
export const retryProblem = ({ method, params = NOTHING }: RequestMessage): string | undefined => {
  const { requestState, inputResponses } = params
  if ((requestState === undefined && inputResponses === undefined) || !ASKING.has(method)) return undefined
  if (requestState !== undefined && typeof requestState !== 'string')
    return '"requestState" must be the string that was received'
  if (inputResponses !== undefined && !isObject(inputResponses))
    return '"inputResponses" must be an object with an answer for each question'
  return undefined
}

/**
 * One request in flight, as the dispatcher sees it: complete in itself, since 2026-07-28 tells nothing by a handshake.
 * What a request seldom needs is made when it is asked for.
 */
export abstract class Exchange implements DispatchRequest, Notifier {
  readonly method: string
  readonly params: JsonObject
  readonly meta: JsonObject
  readonly requestId: RequestId
  readonly requestState: string | undefined
  readonly inputResponses: JsonObject | undefined
  readonly caller: Caller
  readonly sink: Sink
  #controller: AbortController | undefined
  #cancelled = false

  constructor({ id, method, params = NOTHING }: RequestMessage, connection: Connection) {
    const { _meta, requestState, inputResponses, ...own } = params
    const {
      [VERSION]: protocolVersion,
      [CLIENT]: client,
      [CAPABILITIES]: capabilities,
      [LEVEL]: level,
      progressToken,
      ...meta
    } = _meta as JsonObject
    this.method = method
    // To a task the answers are what the request is about.
    this.params = method === 'tasks/update' ? { ...own, inputResponses } : own
    this.meta = meta
    this.requestId = id
    this.requestState = typeof requestState === 'string' ? requestState : undefined
    this.inputResponses = isObject(inputResponses) ? inputResponses : undefined
    this.caller = {
      ...connection,
      protocolVersion: protocolVersion as string,
      client: client as ClientInfo | undefined,
      capabilities: capabilities as JsonObject,
    }
    this.sink = createSink(progressToken, level, this)
  }

  /** Fires when the client does not want the answer any more. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      this.watch()
      if (this.#cancelled) this.#controller.abort()
    }
    return this.#controller.signal
  }

  get aborted(): boolean {
    return this.#controller?.signal.aborted ?? (this.#cancelled || this.isGone())
  }

  /** Sends a notification that belongs to this request. */
  abstract notify(text: string, isProgress: boolean): void

  /** Called when somebody begins to wait for the end of the request, with which nobody has to be told before. */
  protected abstract watch(): void

  /** Whether the client has gone away, while nobody waits for that. */
  protected abstract isGone(): boolean

  /** Whether nothing more may be sent for this request. */
  get cancelled(): boolean {
    return this.#cancelled
  }

  /** Stops the work, and lets nothing more be sent for it (basic/patterns/cancellation). */
  cancel(): void {
    if (this.#cancelled) return
    this.#cancelled = true
    this.#controller?.abort()
  }
}
