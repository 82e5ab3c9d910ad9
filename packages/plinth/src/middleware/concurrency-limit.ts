import type { CallContext } from '../context/call.ts'
import type { Middleware, MiddlewareContext, Next } from '../define/middleware.ts'
import type { Outcome } from '../define/outcome.ts'
import { failureOf } from '../define/result.ts'
import { AFTER_WAITING, type Waiting } from './after-waiting.ts'
import { BulkheadFull, type BulkheadOptions, createBulkhead } from './bulkhead.ts'
import { bySubject, type Subject, subjectOf } from './by-subject.ts'
import { keyedBulkheads } from './keyed-bulkheads.ts'
import { outermost } from './outermost.ts'
import { turnAway } from './turn-away.ts'
import { requireWhole } from './whole-number.ts'

/** How many calls `concurrencyLimit` lets run and wait. */
export interface ConcurrencyLimitOptions extends BulkheadOptions {
  /** Milliseconds that a call may wait for its turn. Default 60,000: clients give up then. */
  readonly maxWaitMs?: number
  /** How many components have a limit of their own; the others share one. Default 1,000. */
  readonly maxComponents?: number
  /**
   * Gives everybody with the same key slots and a queue of their own, such as each tenant:
   * `ctx => ctx.principal?.tenant`. Those without a key share one. Default: all share the slots of a component.
   */
  readonly key?: (ctx: MiddlewareContext) => string | undefined
}

/** How much of its limit a component uses. */
export interface ConcurrencyUsage extends Subject {
  /** Calls that run now, also those that nobody waits for any more. */
  readonly active: number
  /** Calls that wait for their turn. */
  readonly waiting: number
  /** The most that have ever run at once. */
  readonly peak: number
}

/** Middleware that can be asked how much of the limit is used. */
export interface ConcurrencyLimit extends Middleware {
  usage(): readonly ConcurrencyUsage[]
}

/**
 * Limits how many calls of a component run at once. Those beyond the limit wait in a queue, first come, first served;
 * those beyond the queue, and those that have waited too long, are turned away with `RESOURCE_EXHAUSTED`: a tool with
 * a failed result, everything else with a refusal. Lists, and requests for what does not exist, are not limited.
 *
 * A handler that does not heed its signal keeps its slot until it has really ended, though its caller was told long
 * before that time is up. A tool that calls itself needs a slot for each of its calls at once.
 *
 * @throws RangeError when an option is out of range
 * @example
 * const limit = concurrencyLimit({ concurrency: 2, queue: 10 })
 * server.use('tools/call', limit)
 * server.tool('scan', {}, () => limit.usage())
 * const client = await connect(server)
 * await client.call('scan')
 * limit.usage() // [{ kind: 'tool', name: 'scan', active: 0, waiting: 0, peak: 1 }]
 * await client.close()
 */
export const concurrencyLimit = (options: ConcurrencyLimitOptions): ConcurrencyLimit => {
  const { maxComponents = 1_000, key = () => undefined, ...limits } = { maxWaitMs: 60_000, ...options }
  requireWhole('concurrencyLimit', 'maxComponents', maxComponents)
  createBulkhead(limits)
  const bulkheads = bySubject(maxComponents, () => keyedBulkheads(limits))

  const turned = (ctx: MiddlewareContext, error: unknown): Outcome => {
    if (!(error instanceof BulkheadFull)) throw error
    ctx.emit('limit.refused', { ...subjectOf(ctx), limit: 'concurrency' })
    return turnAway(ctx, failureOf(error), error)
  }

  const holding = (ctx: Waiting, next: Next, release: () => void): Promise<Outcome> => {
    const leave = () => (ctx as CallContext).afterHandler(release)
    const fail = (error: unknown): never => {
      leave()
      throw error
    }
    const end = (outcome: Outcome): Outcome => {
      leave()
      return outcome
    }
    let refusal: Outcome | undefined
    try {
      refusal = ctx[AFTER_WAITING]?.()
    } catch (error) {
      return fail(error)
    }
    return refusal ? Promise.resolve(end(refusal)) : next().then(end, fail)
  }

  const middleware = outermost((ctx: Waiting, next) => {
    if (!ctx.component) return next()
    const acquired = bulkheads.of(ctx).acquire(key(ctx), (ctx as CallContext).source)
    if (!(acquired instanceof Promise)) return holding(ctx, next, acquired)
    return acquired.then(
      release => holding(ctx, next, release),
      error => turned(ctx, error),
    )
  })
  return Object.assign(middleware, {
    usage: () =>
      bulkheads.all().map(({ subject, value: { active, waiting, peak } }) => ({
        ...subject,
        active,
        waiting,
        peak,
      })),
  })
}
