import type { ErrorCode } from '../define/errors.ts'
import type { Middleware } from '../define/middleware.ts'
import { observing } from '../dispatch/observe.ts'
import { bySubject, type Subject } from './by-subject.ts'
import { requireWhole } from './whole-number.ts'

/** What `errorCounts` keeps, and how much of it. */
export interface ErrorCountsOptions {
  /** How many components are kept apart; the others share one entry. Default 1,000. */
  readonly maxComponents?: number
}

/** How often a component failed, or was refused, with a code. */
export interface ErrorCount extends Subject {
  readonly code: ErrorCode
  readonly count: number
}

/** Middleware that can be asked what it has counted. */
export interface ErrorCounts extends Middleware {
  counts(): readonly ErrorCount[]
}

/** More than there are codes: handlers in plain JavaScript may invent some, even a new one each time. */
const MAX_CODES = 32

/**
 * Counts errors by component and code since the start: failures of handlers, and refusals such as those of a rate
 * limit. A cancelled call is none.
 *
 * Put it outermost: it then counts what other middleware refuses.
 *
 * @throws RangeError when an option is out of range
 * @example
 * const errors = errorCounts()
 * server.use(errors)
 * server.tool('scan', { timeoutMs: 10 }, (_, ctx) => wait(systemClock, 1_000, ctx.signal))
 * const client = await connect(server)
 * await client.call('scan').catch(() => {})
 * errors.counts() // [{ kind: 'tool', name: 'scan', code: 'TIMEOUT', count: 1 }]
 * await client.close()
 */
export const errorCounts = ({ maxComponents = 1_000 }: ErrorCountsOptions = {}): ErrorCounts => {
  requireWhole('errorCounts', 'maxComponents', maxComponents)
  const counters = bySubject(maxComponents, () => new Map<ErrorCode, number>())

  const middleware = observing(ctx => ({ code }) => {
    if (code === undefined) return
    const counter = counters.of(ctx)
    const key = counter.has(code) || counter.size < MAX_CODES ? code : 'UNKNOWN'
    counter.set(key, (counter.get(key) ?? 0) + 1)
  })
  return Object.assign(middleware, {
    counts: () =>
      counters
        .all()
        .flatMap(({ subject, value }) => [...value].map(([code, count]) => ({ ...subject, code, count }))),
  })
}
