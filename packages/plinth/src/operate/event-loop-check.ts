import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { HealthCheck } from './health-check.ts'
import type { Blocked } from './loop-watch.ts'

/** Delays in nanoseconds, as node:perf_hooks counts them. */
export interface DelayHistogram {
  readonly count: number
  readonly mean: number
  readonly max: number
  percentile(percentile: number): number
  reset(): void
  enable(): boolean
  disable(): boolean
}

/** How long the event loop may be blocked for `eventLoopCheck`. */
export interface EventLoopCheckOptions {
  /** Milliseconds of the 99th percentile above which health is degraded. Default 250. */
  readonly maxDelayMs?: number
  /** Where delays are counted. Default: those of this process. */
  readonly histogram?: DelayHistogram
  /** Who kept everybody waiting lately. Default: nobody knows. */
  readonly blocked?: () => readonly Blocked[]
}

const RESOLUTION_MS = 20

const millis = (nanos: number): number => (Number.isFinite(nanos) ? Math.round(nanos / 10_000) / 100 : 0)

const shown = (blocked: readonly Blocked[]) =>
  blocked.length === 0
    ? {}
    : {
        blocked: blocked.map(({ by, certain, ms, at }) => ({
          by,
          certain,
          ms,
          at: new Date(at).toISOString(),
        })),
      }

/**
 * Looks at how long the event loop kept everybody waiting since the round before.
 *
 * @example
 * const health = createHealth({ service: 'weather', version: '1.0.0', transport: 'http' })
 * health.register(eventLoopCheck({ maxDelayMs: 100 }))
 */
export const eventLoopCheck = (options: EventLoopCheckOptions = {}): HealthCheck => {
  const { maxDelayMs = 250, histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS }) } = options
  const { blocked = () => [] } = options
  histogram.enable()
  return {
    name: 'event_loop',
    priority: 'medium',
    check() {
      const p99 = histogram.count > 0 ? millis(histogram.percentile(99)) : 0
      const metadata = {
        p99_ms: p99,
        mean_ms: millis(histogram.mean),
        max_ms: millis(histogram.max),
        ...shown(blocked()),
      }
      histogram.reset()
      if (p99 <= maxDelayMs) return { status: 'healthy', message: 'The event loop is on time', metadata }
      const message = `The event loop is late: ${p99} ms at the 99th percentile, more than ${maxDelayMs} ms`
      return { status: 'degraded', message, metadata }
    },
    stop: () => histogram.disable(),
  }
}
