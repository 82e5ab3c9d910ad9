import type { Callable, ToolArguments, ToolOutput } from '../define/callable.ts'
import type { ComponentInfo } from '../define/component-info.ts'
import type {
  AnswersTo,
  CallLog,
  Choice,
  ElicitAnswer,
  Principal,
  Question,
  QuestionOptions,
  Root,
  SessionState,
} from '../define/context.ts'
import type { OutputOf, Schema } from '../define/schema.ts'
import type { EventFacts, Events, EventType } from '../events.ts'
import type { Logger } from '../logger.ts'
import { type TraceHeaders, traceHeadersIn } from '../trace-context.ts'
import { type Asker, askAll, askForm, askModel, askRoots, askUrl } from './ask.ts'
import type { CallData } from './call-data.ts'
import { CallFacts } from './call-facts.ts'
import { createCallLog } from './call-log.ts'
import { hasEnded, type Live } from './current.ts'
import { checkDepth } from './depth.ts'
import { type Interview, internalKey, ownKey, Suspension } from './interview.ts'
import { markOf } from './mark.ts'
import { originOf } from './origin.ts'
import { createProgress } from './progress.ts'
import { Running } from './running.ts'
import type { Sessions } from './session.ts'

/** What a call needs of its server. */
export interface CallServices {
  readonly log: Logger
  readonly events: Events
  readonly sessions: Sessions
  readonly now: () => number
  /** Calls a tool by name, as part of the call given. */
  readonly callTool: (name: string, args: unknown, parent: CallContext, key: string) => Promise<unknown>
  /** The name under which a tool is served; of several the one nearest to the place that is given. */
  readonly nameOf: (tool: Callable, from: string) => string
  readonly resourceUpdated: (uri: string, from: string) => void
  /** What somebody may use of the server. */
  readonly components: (principal: Principal | undefined) => readonly ComponentInfo[]
  /** The span that is active; undefined where no traces are recorded. */
  readonly trace: () => TraceHeaders | undefined
}

export interface CallParts extends CallData {
  /** Made when it is first needed, and not before middleware has established who calls. */
  readonly openInterview: (ctx: CallContext) => Interview | Promise<Interview>
  readonly services: CallServices
}

/** The context of one run of one call. */
export class CallContext extends CallFacts implements Live {
  readonly serverLog: Logger
  /** What the dispatcher carries out for the handler. */
  readonly running = new Running()
  readonly #services: CallServices
  readonly #openInterview: (ctx: CallContext) => Interview | Promise<Interview>
  #opening: Interview | Promise<Interview> | undefined
  #interview: Interview | undefined
  #mayAsk = false
  /** Whether the handler may let the client go, see `background`. */
  mayMove = false
  #moving = false
  #progress: ReturnType<typeof createProgress> | undefined
  #ended = false
  #state: Map<string, unknown> | undefined
  #log: CallLog | undefined

  constructor(parts: CallParts) {
    super(parts)
    this.serverLog = parts.services.log
    this.#openInterview = parts.openInterview
    this.#services = parts.services
  }

  /**
   * Opens what earlier runs of this call recorded. Where there were any, the dispatcher does so before it runs a handler.
   *
   * @throws Error when the call has ended: nothing more may be done in its caller's name
   */
  begin(): Interview | Promise<Interview> {
    if (this.#ended) throw hasEnded(this.name)
    this.#mayAsk = true
    if (this.#interview) return this.#interview
    this.#opening ??= this.#openInterview(this)
    if (!(this.#opening instanceof Promise)) return this.#keep(this.#opening)
    return this.#opening.then(interview => this.#keep(interview))
  }

  /** From here on the handler runs, which may ask and have things recorded: what for is opened when it does. */
  enterHandler(): void | Promise<unknown> {
    this.#mayAsk = true
    return this.requestState === undefined ? undefined : Promise.resolve(this.begin())
  }

  /** What the call has asked and recorded; undefined while it has done neither. */
  get interview(): Interview | undefined {
    return this.#interview
  }

  #keep(interview: Interview): Interview {
    this.#interview ??= interview
    return this.#interview
  }

  /** Remembers how the call stands, for a middleware that has it carried out again. */
  mark(): () => void {
    return markOf(this, () => this.#interview)
  }

  get #begun(): Interview {
    const interview = this.#interview ?? (this.#mayAsk ? this.begin() : undefined)
    if (!interview || interview instanceof Promise)
      throw new Error('ctx.now(), ctx.random() and ctx.idempotencyKey are for handlers, not for middleware')
    return interview
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Nothing is sent for the call from here on, and nobody gets it as the current one. */
  end(): void {
    this.#ended = true
  }

  handlerEnded(): Promise<void> {
    return this.running.ended()
  }

  /** The same for a callback, which is called now where no handler runs. */
  afterHandler(callback: () => void): void {
    if (this.running.count === 0) callback()
    else void this.running.ended().then(callback)
  }

  get state(): Map<string, unknown> {
    this.#state ??= new Map()
    return this.#state
  }

  get log(): CallLog {
    this.#log ??= createCallLog(this, this.#services.log)
    return this.#log
  }

  emit<T extends EventType>(type: T, facts: EventFacts[T]): void {
    const { events } = this.#services
    if (events.heard(type)) events.emit(type, facts, originOf(this))
  }

  get trace(): TraceHeaders {
    return this.#services.trace() ?? traceHeadersIn(this.meta, this.caller.headers)
  }

  components(): readonly ComponentInfo[] {
    return this.#services.components(this.principal)
  }

  session(handle?: string): SessionState {
    return this.#services.sessions.open(this.principal, handle)
  }

  progress(done: number, total?: number, message?: string): void {
    if (this.#ended) return
    this.#progress ??= createProgress(this.sink)
    this.#progress(done, total, message)
  }

  async elicit<S extends Schema>(
    message: string,
    schema: S,
    options?: QuestionOptions,
  ): Promise<ElicitAnswer<OutputOf<S>>> {
    return askForm(await this.#asker(), message, schema, options?.key)
  }

  async elicitUrl(message: string, url: string, options?: QuestionOptions): Promise<Choice> {
    return askUrl(await this.#asker(), message, url, options?.key)
  }

  async elicitAll<Q extends Readonly<Record<string, Question>>>(questions: Q): Promise<AnswersTo<Q>> {
    return askAll(await this.#asker(), questions)
  }

  async sample(
    params: Readonly<Record<string, unknown>>,
    options?: QuestionOptions,
  ): Promise<Record<string, unknown>> {
    return askModel(await this.#asker(), params, options?.key)
  }

  async roots(options?: QuestionOptions): Promise<readonly Root[]> {
    return askRoots(await this.#asker(), options?.key)
  }

  async #asker(): Promise<Asker> {
    return { interview: await this.begin(), scope: this.scope }
  }

  async once<T>(key: string, step: () => T | Promise<T>): Promise<T> {
    return (await this.begin()).step(`${this.scope}${ownKey(key)}`, step)
  }

  /** Whether the handler has let the client go. */
  get moving(): boolean {
    return this.#moving
  }

  async background(): Promise<void> {
    await this.begin()
    if (!this.mayMove) return
    this.#moving = true
    throw new Suspension()
  }

  now(): number {
    return this.#begun.recorded(`${this.scope}${internalKey('now')}`, this.#services.now)
  }

  random(): number {
    return this.#begun.recorded(`${this.scope}${internalKey('random')}`, Math.random)
  }

  get idempotencyKey(): string {
    return this.scope === '' ? this.#begun.id : `${this.#begun.id}/${this.scope}`
  }

  call(tool: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>
  call<T extends Callable>(tool: T, ...args: ToolArguments<T>): Promise<ToolOutput<T>>
  async call(tool: string | Callable, args: unknown = {}): Promise<unknown> {
    const name = typeof tool === 'string' ? tool : this.#services.nameOf(tool, this.path)
    const interview = await this.begin()
    checkDepth(this.depth, this.name, name)
    const key = interview.numbered(`${this.scope}${internalKey(`call:${name}`)}`)
    return interview.step(key, () => this.#services.callTool(name, args, this, `${key}/`))
  }

  resourceUpdated(uri: string): void {
    this.#services.resourceUpdated(uri, this.path)
  }
}
