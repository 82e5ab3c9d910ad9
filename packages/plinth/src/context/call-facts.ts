import type { ComponentInfo } from '../define/component-info.ts'
import type { ClientInfo, Principal } from '../define/context.ts'
import type { CallData } from './call-data.ts'
import type { SignalSource } from './call-signal.ts'
import type { Caller, Sink } from './caller.ts'
import { correlationOf } from './correlation.ts'
import type { TaskRun } from './task-run.ts'

/** What is known of a call, and what those around its handler may change. */
export class CallFacts {
  readonly method: string
  readonly name: string
  readonly params: Readonly<Record<string, unknown>>
  readonly meta: Readonly<Record<string, unknown>>
  readonly requestId: string | number
  readonly caller: Caller
  readonly sink: Sink
  readonly scope: string
  readonly depth: number
  /** Where the component stands among the mounts. */
  readonly path: string
  readonly component: ComponentInfo | undefined
  readonly requestState: string | undefined
  readonly variables: Readonly<Record<string, string>> | undefined
  readonly task: TaskRun | undefined
  /** Set by authentication; anything further in sees it. */
  principal: Principal | undefined
  /** Narrowed by timeouts: what is further in sees the narrower one. */
  source: SignalSource
  /** Narrowed as the signal is. */
  timeoutMs: number
  deps: unknown
  /** The middleware that is around the call by now, of the kind that counts it once. */
  readonly entered: unknown[] = []
  #correlationId: string | undefined

  constructor(data: CallData) {
    this.method = data.method
    this.name = data.name
    this.params = data.params
    this.meta = data.meta
    this.requestId = data.requestId
    this.#correlationId = data.correlationId
    this.caller = data.caller
    this.principal = data.caller.principal
    this.sink = data.sink
    this.source = data.source
    this.timeoutMs = data.timeoutMs
    this.scope = data.scope
    this.depth = data.depth
    this.path = data.path
    this.component = data.component
    this.requestState = data.requestState
    this.variables = data.variables
    this.task = data.task
  }

  /** Notes that a middleware is around the call. Returns false where it is already. */
  enter(middleware: unknown): boolean {
    if (this.entered.includes(middleware)) return false
    this.entered.push(middleware)
    return true
  }

  /** Whether the call runs as a task, or is part of one that does. */
  get inBackground(): boolean {
    return this.task !== undefined
  }

  get correlationId(): string {
    this.#correlationId ??= correlationOf(this.meta)
    return this.#correlationId
  }

  get signal(): AbortSignal {
    return this.source.signal
  }

  set signal(signal: AbortSignal) {
    this.source = { signal }
  }

  get address(): string | undefined {
    return this.caller.address
  }

  get transport(): Caller['transport'] {
    return this.caller.transport
  }

  get protocolVersion(): string {
    return this.caller.protocolVersion
  }

  get client(): ClientInfo | undefined {
    return this.caller.client
  }

  get clientCapabilities(): Readonly<Record<string, unknown>> {
    return this.caller.capabilities
  }
}
