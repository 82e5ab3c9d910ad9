import type { ComponentInfo } from '../define/component-info.ts'
import type { SignalSource } from './call-signal.ts'
import type { Caller, Sink } from './caller.ts'
import type { TaskRun } from './task-run.ts'

/** What is known of a call from its beginning. */
export interface CallData {
  readonly method: string
  readonly name: string
  readonly params: Readonly<Record<string, unknown>>
  readonly meta: Readonly<Record<string, unknown>>
  readonly requestId: string | number
  /** Where it is known already: a new one is made when somebody asks for it. */
  readonly correlationId: string | undefined
  readonly caller: Caller
  readonly sink: Sink
  readonly source: SignalSource
  /** Milliseconds that the handler may take. */
  readonly timeoutMs: number
  /** Sets the keys of a nested call apart from its caller's. */
  readonly scope: string
  /** How many calls this one stands inside of. */
  readonly depth: number
  /** Where the component stands among the mounts; empty for the root. */
  readonly path: string
  readonly component: ComponentInfo | undefined
  readonly requestState?: string | undefined
  /** Set where the call runs in the background. */
  readonly task?: TaskRun | undefined
  /** The values of a resource template's variables in the URI that was asked for. */
  readonly variables: Readonly<Record<string, string>> | undefined
}
