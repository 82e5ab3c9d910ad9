import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Declarations } from '../catalogue/declarations.ts'
import type { Clock } from '../clock.ts'
import { CallContext, type CallServices } from '../context/call.ts'
import { runIn } from '../context/current.ts'
import { Running } from '../context/running.ts'
import { ToolError } from '../define/errors.ts'
import type { Outcome } from '../define/outcome.ts'
import type { Logger } from '../logger.ts'
import { createAroundCompleter } from './around-completer.ts'
import { createAroundHandler } from './around-handler.ts'
import type { Watcher } from './compose.ts'
import { createDeadlines, type Deadlines } from './deadlines.ts'
import { createDenials, type Denials } from './denials.ts'
import { createFailures, type Failures } from './failures.ts'
import type { Lifespans } from './lifespans.ts'
import type { ListSettings } from './lists.ts'
import type { DispatchRequest } from './request.ts'
import type { Rounds } from './rounds.ts'
import { createTargets, type Target, type Targets } from './targets.ts'
import type { TaskService } from './task-service.ts'
import { isTimeLimit, refuseTimeLimit, TIMEOUT_META_KEY, timeLimitOf } from './time-limit.ts'
import { unwrap } from './unwrap.ts'

/** What operators may set, also while the server runs. */
export interface DispatchSettings extends ListSettings {
  /** Whether errors other than ToolError are hidden from callers. */
  readonly maskErrors: boolean
  /** The longest that a call may take, in milliseconds, where the component does not say. */
  readonly defaultTimeoutMs: number
  /** The longest that any call may take, in milliseconds. */
  readonly maxTimeoutMs: number
}

export interface DispatcherParts {
  readonly root: Declarations
  readonly catalogue: Catalogue
  readonly lifespans: Lifespans
  readonly rounds: Rounds
  readonly services: Omit<CallServices, 'callTool'>
  readonly log: Logger
  readonly clock: Clock
  readonly settings: DispatchSettings
  /** The first is the outermost of all. Followed until the catalogue is made anew. */
  readonly watchers: readonly Watcher[]
  /** Carries out calls in the background; undefined when the server has no tasks. */
  readonly tasks?: () => TaskService | undefined
}

const nothingReturned = (name: string): TypeError =>
  new TypeError(`A middleware around ${name} returned nothing: it has to return what next() gives`)

/** Turns requests into outcomes. The only place where middleware runs; knows no transport and no wire form. */
export class Dispatcher {
  readonly #parts: DispatcherParts
  readonly #services: CallServices
  readonly #target: Targets
  readonly #deadlines: Deadlines
  readonly #failures: Failures
  readonly #inFlight = new Running()
  readonly denied: Denials

  constructor(parts: DispatcherParts) {
    this.#parts = parts
    this.#services = { ...parts.services, callTool: (...nested) => this.#nested(...nested) }
    this.#deadlines = createDeadlines(parts.clock)
    this.#failures = createFailures(parts.log, parts.settings)
    this.#target = createTargets({
      root: parts.root,
      catalogue: parts.catalogue,
      listSettings: parts.settings,
      watchers: parts.watchers,
      tasks: () => parts.tasks?.(),
      around: createAroundHandler({ ...parts, deadlines: this.#deadlines, failures: this.#failures }),
      aroundCompleter: createAroundCompleter({ ...parts, deadlines: this.#deadlines }),
    })
    this.denied = createDenials(this.#target)
  }

  /** Resolves when no request is being carried out. */
  async idle(): Promise<void> {
    while (this.#inFlight.count > 0) {
      await this.#inFlight.ended()
      // The outcome is with its lane now, which needs a turn to send it.
      await new Promise(resolve => setImmediate(resolve))
    }
  }

  /** Carries out one request. Never throws: whatever goes wrong is an outcome. */
  dispatch(request: DispatchRequest): Promise<Outcome> {
    const asked = request.meta[TIMEOUT_META_KEY]
    if (!isTimeLimit(asked)) return Promise.resolve(refuseTimeLimit())
    const target = this.#target(request.method, request.params)
    const ctx = new CallContext({
      method: request.method,
      name: target.name,
      params: request.params,
      meta: request.meta,
      requestId: request.requestId,
      correlationId: undefined,
      caller: request.caller,
      sink: request.sink,
      source: request,
      timeoutMs: timeLimitOf(asked, target.entry, this.#limitsOf(request)),
      openInterview: own => this.#parts.rounds.begin(own, request),
      scope: '',
      depth: 0,
      path: target.entry?.path ?? '',
      component: target.entry?.info,
      requestState: request.requestState,
      task: request.task,
      variables: target.variables,
      services: this.#services,
    })
    return this.#run(target, ctx)
  }

  /** In the background a call may take longer: nobody waits for it on a connection. */
  #limitsOf({ task }: DispatchRequest) {
    const { settings, tasks } = this.#parts
    const defaultTimeoutMs = task && tasks?.()?.timeoutMs
    return defaultTimeoutMs === undefined ? settings : { ...settings, defaultTimeoutMs }
  }

  /** A call that a handler makes: the same pipeline and the same caller, with questions passed on to the client. */
  async #nested(name: string, args: unknown, parent: CallContext, scope: string): Promise<unknown> {
    const params = { name, arguments: args }
    const target = this.#target('tools/call', params)
    const ctx = new CallContext({
      method: 'tools/call',
      name,
      params,
      meta: parent.meta,
      requestId: parent.requestId,
      correlationId: parent.correlationId,
      caller: parent.principal ? { ...parent.caller, principal: parent.principal } : parent.caller,
      sink: parent.sink.log ? { log: parent.sink.log } : {},
      source: parent.source,
      timeoutMs: timeLimitOf(undefined, target.entry, this.#parts.settings),
      openInterview: () => parent.begin(),
      scope,
      depth: parent.depth + 1,
      path: target.entry?.path ?? '',
      component: target.entry?.info,
      requestState: parent.requestState,
      task: parent.task,
      variables: undefined,
      services: this.#services,
    })
    return unwrap(await this.#run(target, ctx), name)
  }

  #run(target: Target, ctx: CallContext): Promise<Outcome> {
    this.#inFlight.enter()
    const end = (outcome: Outcome): Outcome => {
      ctx.end()
      this.#inFlight.leave()
      return outcome
    }
    const fail = (error: unknown): Outcome => end(this.#failures(ctx, error))
    return runIn(ctx, () => target.run(ctx)).then(
      (outcome: Outcome | undefined) => (outcome ? end(outcome) : fail(nothingReturned(ctx.name))),
      fail,
    )
  }

  /** Ends every call that is under way: the server has to go. */
  stopAll(): void {
    this.#deadlines.stopAll(
      new ToolError('The server is shutting down and could not wait for this call any longer', {
        code: 'RESOURCE_EXHAUSTED',
        suggestion: 'Call again in a moment',
      }),
    )
  }
}
