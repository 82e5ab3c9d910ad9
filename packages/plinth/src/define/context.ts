import type { EventFacts, EventType } from '../events.ts'
import type { TraceHeaders } from '../trace-context.ts'
import type { Callable, ToolArguments, ToolOutput } from './callable.ts'
import type { ComponentInfo } from './component-info.ts'
import type { OutputOf, Schema } from './schema.ts'

/** Who calls, as authentication established it. */
export interface Principal {
  /** Stable and unique: what limits, caches, state and audit are keyed by. */
  readonly id: string
  readonly scopes: readonly string[]
  readonly roles?: readonly string[]
  readonly tenant?: string
  readonly claims?: Readonly<Record<string, unknown>>
}

/** What the client says of itself: for display and logs, not for decisions about access. */
export interface ClientInfo {
  readonly name: string
  readonly version: string
  readonly title?: string | undefined
}

export type LogLevel = 'debug' | 'info' | 'warning' | 'error'

export type LogFields = Readonly<Record<string, unknown>>

/** Writes to the server's log, and to the client where it asked for that level. */
export type CallLog = { readonly [level in LogLevel]: (message: string, fields?: LogFields) => void }

/** State that outlives a call: counted, timed, and dropped when it was not used for a while. */
export interface SessionState {
  get<T = unknown>(key: string): Promise<T | undefined>
  set(key: string, value: unknown): Promise<void>
  delete(key: string): Promise<void>
}

/** What a person answered to a question. */
export type ElicitAnswer<T> =
  | { readonly action: 'accept'; readonly content: T }
  | { readonly action: 'decline' | 'cancel'; readonly content?: undefined }

/** How a question is known when the handler runs again. */
export interface QuestionOptions {
  /**
   * Names the question, so that its answer is found again when the handler runs anew. Default: a digest of what is
   * asked, and how often it was asked before in this call.
   */
  readonly key?: string
}

/** One question of several: a form, or a page to visit. */
export type Question =
  | { readonly message: string; readonly schema: Schema }
  | { readonly message: string; readonly url: string }

/** What a person decided about a page to visit. */
export type Choice = { readonly action: 'accept' | 'decline' | 'cancel' }

export type AnswersTo<Q> = {
  [K in keyof Q]: Q[K] extends { readonly schema: infer S } ? ElicitAnswer<OutputOf<S>> : Choice
}

/** A folder that the client works in. */
export interface Root {
  readonly uri: string
  readonly name?: string
}

/**
 * What a handler may use during its call. It is the call's own: once the call has ended, nothing is sent for it any
 * more, and `currentContext()` throws.
 *
 * @typeParam Deps what the server's lifespan made: pools, clients
 */
export interface Context<Deps = unknown> {
  /** The protocol method, for example `tools/call`. */
  readonly method: string
  /** The name (or URI) of the component as the caller gave it; the method where there is none. */
  readonly name: string
  readonly requestId: string | number
  /** One id for everything that belongs to this call, in logs and results. */
  readonly correlationId: string
  readonly transport: 'stdio' | 'http' | 'memory'
  /** The protocol revision that the client speaks. */
  readonly protocolVersion: string
  readonly client: ClientInfo | undefined
  /** What the client declared that it can do, for example `sampling`. Asking for anything else ends the call. */
  readonly clientCapabilities: Readonly<Record<string, unknown>>
  readonly principal: Principal | undefined
  /** The request's `_meta`, without the protocol's own fields. */
  readonly meta: Readonly<Record<string, unknown>>
  /**
   * The trace that this call belongs to, as header fields (`traceparent`, `tracestate`) for what is sent for it: the span
   * that is active, where traces are recorded, else the caller's own. Empty where there is none (W3C Trace Context).
   * Requests by `fetch` and undici have it by themselves where traces are recorded; giving it to them does no harm.
   *
   * @example
   * server.tool('ask', {}, (_, ctx) => fetch('https://api.example.com', { headers: ctx.trace, signal: ctx.signal }))
   */
  readonly trace: TraceHeaders
  /** Fires when the client cancels, the connection that carried the call is gone, or time is up. */
  readonly signal: AbortSignal
  readonly deps: Deps
  readonly log: CallLog
  /** Values that middleware and handler share during this call. */
  readonly state: Map<string, unknown>
  /**
   * State that outlives the call: the principal's, or that of an explicit handle.
   *
   * @throws Error when the caller is anonymous and no handle is given: nothing would tell its state from others'
   */
  session(handle?: string): SessionState
  /** Tells the client how far the call is. Sent only where the client asked, and only if it grew. */
  progress(done: number, total?: number, message?: string): void
  /**
   * Asks the person behind the client to fill in a form. The handler runs again from its start once the answer is
   * there, and this call then returns at once: do what must not happen twice after the last question, or in `once`.
   *
   * @param schema flat: strings, numbers, booleans, enums. Secrets may not be asked for here: use `elicitUrl`
   */
  elicit<S extends Schema>(
    message: string,
    schema: S,
    options?: QuestionOptions,
  ): Promise<ElicitAnswer<OutputOf<S>>>
  /** Asks the person to visit a page: for secrets, payments and sign-in, which may not pass through the client. */
  elicitUrl(message: string, url: string, options?: QuestionOptions): Promise<Choice>
  /** Asks several questions in one round, each under its own key. */
  elicitAll<Q extends Readonly<Record<string, Question>>>(questions: Q): Promise<AnswersTo<Q>>
  /** Asks the client's model. Deprecated by the protocol since 2026-07-28: call a model yourself where you can. */
  sample(
    params: Readonly<Record<string, unknown>>,
    options?: QuestionOptions,
  ): Promise<Record<string, unknown>>
  /** The client's root folders. Deprecated by the protocol since 2026-07-28: take paths as arguments. */
  roots(options?: QuestionOptions): Promise<readonly Root[]>
  /**
   * Runs `step` the first time, and gives back its recorded result when the handler runs again after a question.
   * At least once: a retry that the client sends twice runs what follows twice, unless the server has a store.
   */
  once<T>(key: string, step: () => T | Promise<T>): Promise<T>
  /**
   * Lets the client go: from here on the call is a task, which it asks after. For tools with a `task` that begins
   * `in-handler`; elsewhere, and where the client does not know tasks, it does nothing. The handler runs again from its
   * start, in the background, where what was asked and done `once` before is not asked and done again.
   */
  background(): Promise<void>
  /** The time in milliseconds, the same each time the handler runs. */
  now(): number
  /** A number in [0, 1), the same each time the handler runs. */
  random(): number
  /** The same for every run of this call, for an upstream that recognises repeated requests. */
  readonly idempotencyKey: string
  /**
   * Calls another tool of this server through the whole pipeline, for this caller. In a module that is mounted several
   * times, a tool of the module is the one of the same mount.
   *
   * @throws ToolError when it fails, and when 16 calls stand inside of one another
   */
  call(tool: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>
  call<T extends Callable>(tool: T, ...args: ToolArguments<T>): Promise<ToolOutput<T>>
  /**
   * The tools, resources, templates and prompts of the whole server that this caller may use, as the server serves them.
   *
   * @example
   * server.resource('config://tools', {}, ctx => ctx.components().map(({ kind, name }) => ({ kind, name })))
   */
  components(): readonly ComponentInfo[]
  /** Tells those who watch the server what happened in this call: metrics, the audit trail, the event stream. */
  emit<T extends EventType>(type: T, facts: EventFacts[T]): void
  /** Tells subscribers that a resource has changed. In a module, its own URI is meant as the mount serves it. */
  resourceUpdated(uri: string): void
}

/** Says to the type system which context a handler needs; by default one that nobody knows. */
export interface Needs<Ctx = never> {
  readonly types?: { readonly context: (ctx: Ctx) => void }
}
