import type { CallContext } from '../context/call.ts'
import { isAborted, type SignalSource } from '../context/call-signal.ts'
import type { ComponentInfo } from '../define/component-info.ts'
import type { Middleware, MiddlewareContext } from '../define/middleware.ts'
import { failureIn, type Outcome } from '../define/outcome.ts'
import { type Logger, silentLogger } from '../logger.ts'
import { AFTER_WAITING, type Waiting } from './after-waiting.ts'
import {
  type Breaker,
  type BreakerChange,
  type BreakerOptions,
  type BreakerOutcome,
  type BreakerPermit,
  type BreakerSnapshot,
  createBreaker,
} from './breaker.ts'
import { outcomeOfError, verdictOn } from './breaker-verdict.ts'
import { bySubject, type Subject } from './by-subject.ts'
import { outermost } from './outermost.ts'
import { turnAway } from './turn-away.ts'
import { requireWhole } from './whole-number.ts'

/** What `circuitBreaker` counts as a failure, and when it opens. */
export interface CircuitBreakerOptions extends Omit<BreakerOptions, 'onChange'> {
  /**
   * Says whether an outcome is a failure; undefined leaves that to the rule. By the rule failed results and handlers
   * that failed are failures, timeouts included. Neutral are refusals, questions, and failures that callers bring
   * about: `VALIDATION_ERROR`, `NOT_FOUND`, `PERMISSION_DENIED`, `RATE_LIMITED`, no free slot, another open breaker.
   * It is not asked about calls that were cancelled, which are neutral, and about completions.
   */
  readonly isFailure?: (outcome: Outcome) => boolean | undefined
  /**
   * Gets a warning `breaker.changed` for each change of state. Default: none are written, and the log of the server has
   * them anyway.
   */
  readonly log?: Logger
  /** How many components have a breaker of their own; the others share one. Default 1,000. */
  readonly maxComponents?: number
}

/** The breaker of a component. */
export interface CircuitState extends Subject, BreakerSnapshot {}

/** What happened to the breaker of a component. */
export interface CircuitChange extends Subject, BreakerChange {}

/** Middleware whose breakers can be looked at, and held. */
export interface CircuitBreaker extends Middleware {
  /** The breakers of the components that were called, or held, so far. */
  states(): readonly CircuitState[]
  /**
   * Holds a component's breaker open or closed, whatever comes of calls. `undefined` lets it work on its own again,
   * from a clean start.
   *
   * @param name as the server serves it, prefixes included; a template's URI with its variables. It need not have been
   * called before
   * @param kind Default `tool`.
   * @throws RangeError when it has no breaker of its own, because there are more than `maxComponents`
   */
  force(name: string, state: 'open' | 'closed' | undefined, kind?: ComponentInfo['kind']): void
  /**
   * Hears of each change, once it is complete. The server that it stands in listens: it logs them, and emits
   * `breaker.changed`.
   *
   * @returns a function that ends it
   */
  onBreakerChange(listener: (change: CircuitChange) => void): () => void
}

const openAnswer = (ctx: MiddlewareContext, { forced }: Breaker, retryAfterMs: number): Outcome => {
  const name = ctx.component?.name ?? ctx.name
  return turnAway(ctx, {
    code: 'CIRCUIT_BREAKER_OPEN',
    message: forced
      ? `${name} is switched off for now`
      : `${name} has failed repeatedly and is not called for now`,
    suggestion: `Try again in ${Math.max(1, Math.ceil(retryAfterMs / 1_000))} s, or do without it`,
    retryAfterMs,
  })
}

/** One call's leave, which may have to be asked for again. */
const admission = (breaker: Breaker, ctx: MiddlewareContext) => {
  let permit: BreakerPermit | undefined
  return {
    /** @returns what to answer, when the call may not go on */
    ask(): Outcome | undefined {
      if (permit?.current) return undefined
      const answer = breaker.check()
      if (!answer.allowed) return openAnswer(ctx, breaker, answer.retryAfterMs)
      permit = answer
      return undefined
    },
    settle: (outcome: BreakerOutcome) => permit?.settle(outcome),
  }
}

/** Whether an outcome tells of the component at all: not where its caller left, or only text was completed. */
const isTelling = (ctx: MiddlewareContext, source: SignalSource, outcome: Outcome): boolean => {
  if (ctx.method === 'completion/complete') return false
  return !isAborted(source) || (outcome.kind === 'result' && !failureIn(outcome))
}

/**
 * Stops calling a component that keeps failing: after `threshold` consecutive failures its calls are answered at once
 * with `CIRCUIT_BREAKER_OPEN` and the time after which to try again, a tool's with a failed result, all others with a
 * refusal. After `recoveryMs` one call at a time is let through to see whether it works again. Each component has a
 * breaker of its own; lists, and requests for what does not exist, pass.
 *
 * Put it outside of {@link concurrencyLimit}: it is then asked before a call waits for its turn, so that none waits
 * for nothing, and once more after that, because it may have opened meanwhile.
 *
 * @throws RangeError when an option is out of range
 * @example
 * const breaker = circuitBreaker({ threshold: 3, recoveryMs: 10_000 })
 * server.use(breaker, concurrencyLimit({ concurrency: 2 }))
 * breaker.force('forecast', 'open')
 * breaker.states() // [{ kind: 'tool', name: 'forecast', state: 'open', forced: 'open', failures: 0, ... }]
 */
export const circuitBreaker = (options: CircuitBreakerOptions = {}): CircuitBreaker => {
  const { isFailure = () => undefined, log = silentLogger, maxComponents = 1_000, ...settings } = options
  requireWhole('circuitBreaker', 'maxComponents', maxComponents)
  createBreaker(settings)
  const listeners = new Set<(change: CircuitChange) => void>()
  const breakers = bySubject(maxComponents, subject =>
    createBreaker({
      ...settings,
      onChange(change) {
        log.warning('breaker.changed', { ...subject, ...change })
        for (const listener of listeners) listener({ ...subject, ...change })
      },
    }),
  )

  const middleware = outermost((ctx: Waiting, next) => {
    if (!ctx.component) return next()
    const { [AFTER_WAITING]: others } = ctx
    const { source } = ctx as CallContext
    const { ask, settle } = admission(breakers.of(ctx), ctx)
    const refusal = ask()
    if (refusal) return Promise.resolve(refusal)
    const judge = (outcome: Outcome) => {
      if (isTelling(ctx, source, outcome)) settle(verdictOn(outcome, isFailure))
    }
    const end = () => {
      settle('neutral')
      // A call that is carried out again comes by here again, and has nothing more to do with this run.
      ctx[AFTER_WAITING] = others
    }
    const fail = (error: unknown): never => {
      try {
        judge(outcomeOfError(error))
      } finally {
        end()
      }
      throw error
    }
    return next({ [AFTER_WAITING]: () => others?.() ?? ask() }).then(outcome => {
      try {
        judge(outcome)
      } catch (error) {
        fail(error)
      }
      end()
      return outcome
    }, fail)
  })
  return Object.assign(middleware, {
    states: () => breakers.all().map(({ subject, value }) => ({ ...subject, ...value.snapshot() })),
    force(name: string, state: 'open' | 'closed' | undefined, kind: ComponentInfo['kind'] = 'tool') {
      const breaker = breakers.at({ kind, name })
      if (!breaker)
        throw new RangeError(
          `circuitBreaker: ${name} has no breaker of its own, because maxComponents is ${maxComponents}: raise it`,
        )
      breaker.force(state)
    },
    onBreakerChange(listener: (change: CircuitChange) => void) {
      const own = (change: CircuitChange) => listener(change)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
  })
}
