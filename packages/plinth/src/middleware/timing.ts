import type { Middleware } from '../define/middleware.ts'
import { observing } from '../dispatch/observe.ts'
import type { Logger } from '../logger.ts'
import { bySubject, type Subject, subjectOf } from './by-subject.ts'
import { requireWhole } from './whole-number.ts'

/** What `timing` keeps, and what it calls slow. */
export interface TimingOptions {
  /** Gets a line for each request: `request.timed` at debug, `request.slow` as a warning. Default: none are written. */
  readonly log?: Logger
  /** Milliseconds from which a request is slow. Default 10,000. */
  readonly slowMs?: number
  /** How many of a component's latest durations the percentiles are taken from. Default 1,000. */
  readonly window?: number
  /** How many components are kept apart; the others share one entry. Default 1,000. */
  readonly maxComponents?: number
  /** Milliseconds of a clock that is never set back. Default `performance.now`. */
  readonly now?: () => number
}

/** How long a component takes, in milliseconds. */
export interface ComponentTiming extends Subject {
  /** Requests that came to a result, good or failed, since the start. */
  readonly count: number
  /** Those among them that failed. */
  readonly failures: number
  /** Over all of them. */
  readonly averageMs: number
  /** Over the latest of them: half took no longer. */
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
}

/** Middleware that can be asked what it has measured. */
export interface Timing extends Middleware {
  stats(): readonly ComponentTiming[]
}

/** The count of all durations, and the latest of them. */
const createDurations = (window: number) => {
  const latest: number[] = []
  let count = 0
  let failures = 0
  let totalMs = 0
  return {
    add(ms: number, failed: boolean): void {
      latest[count % window] = ms
      count += 1
      failures += failed ? 1 : 0
      totalMs += ms
    },
    summary() {
      const sorted = latest.toSorted((a, b) => a - b)
      const percentile = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0
      return {
        count,
        failures,
        averageMs: count === 0 ? 0 : totalMs / count,
        p50Ms: percentile(0.5),
        p95Ms: percentile(0.95),
        p99Ms: percentile(0.99),
      }
    },
  }
}

/**
 * Measures how long requests take, successful or failed, by component. What was refused, cancelled, handed to a task
 * or ended in a question says nothing about that, and is not counted.
 *
 * Where it stands decides what it measures: outermost the whole request, in a tool's `use` that tool alone.
 *
 * @throws RangeError when an option is out of range
 * @example
 * const timed = timing({ slowMs: 2_000 })
 * server.use('tools/call', timed)
 * server.tool('ping', {}, () => 'pong')
 * const client = await connect(server)
 * await client.call('ping')
 * timed.stats() // [{ kind: 'tool', name: 'ping', count: 1, failures: 0, ... }]
 * await client.close()
 */
export const timing = (options: TimingOptions = {}): Timing => {
  const {
    log,
    slowMs = 10_000,
    window = 1_000,
    maxComponents = 1_000,
    now = () => performance.now(),
  } = options
  requireWhole('timing', 'slowMs', slowMs, 0)
  requireWhole('timing', 'window', window)
  requireWhole('timing', 'maxComponents', maxComponents)
  const durations = bySubject(maxComponents, () => createDurations(window))

  const middleware = observing(ctx => {
    const start = now()
    return ({ outcome }) => {
      const durationMs = now() - start
      if (outcome === 'ok' || outcome === 'failed') durations.of(ctx).add(durationMs, outcome === 'failed')
      if (!log) return
      const line = { ...subjectOf(ctx), correlationId: ctx.correlationId, durationMs, outcome }
      if (durationMs >= slowMs) log.warning('request.slow', { ...line, slowMs })
      else log.debug('request.timed', line)
    }
  })
  return Object.assign(middleware, {
    stats: () => durations.all().map(({ subject, value }) => ({ ...subject, ...value.summary() })),
  })
}
