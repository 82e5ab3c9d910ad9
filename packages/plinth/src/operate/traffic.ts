import { type Clock, systemClock } from '../clock.ts'
import { type Logger, silentLogger } from '../logger.ts'
import { type Bucket, quantile } from './quantile.ts'
import { createRing } from './ring.ts'
import type { TrafficPoint } from './traffic-point.ts'

/** What all tools did since the start. */
export interface ToolTotals {
  /** Calls that have ended, by what came of them: `success`, `error`, `timeout`, `refused`, `cancelled`. */
  readonly ended: Readonly<Record<string, number>>
  /** How long calls took that came to a result, in seconds. */
  readonly durations: readonly Bucket[]
}

export interface TrafficOptions {
  readonly totals: () => Promise<ToolTotals>
  /** Milliseconds between two readings. */
  readonly intervalMs: number
  /** How many points are kept. Default 120. */
  readonly keep?: number
  readonly clock?: Clock
  readonly log?: Logger
}

/** What tools did lately, interval by interval. */
export interface Traffic {
  /** The oldest first. */
  points(): readonly TrafficPoint[]
  stop(): void
}

interface Reading extends ToolTotals {
  readonly at: number
}

const differenceOf = (before: readonly Bucket[], now: readonly Bucket[]): readonly Bucket[] => {
  const counts = new Map(before.map(({ upTo, count }) => [upTo, count]))
  return now.map(({ upTo, count }) => ({ upTo, count: count - (counts.get(upTo) ?? 0) }))
}

const pointBetween = (before: Reading, now: Reading): TrafficPoint => {
  const ended = (...statuses: string[]) =>
    statuses.reduce((sum, status) => sum + (now.ended[status] ?? 0) - (before.ended[status] ?? 0), 0)
  const durations = differenceOf(before.durations, now.durations)
  return {
    at: now.at,
    seconds: (now.at - before.at) / 1_000,
    calls: ended(...Object.keys(now.ended)),
    failures: ended('error', 'timeout'),
    refused: ended('refused'),
    p50: quantile(0.5, durations),
    p95: quantile(0.95, durations),
    p99: quantile(0.99, durations),
  }
}

/**
 * Reads in each interval what the metrics count anyway, so that calls pay nothing for it, and operators see what was
 * before they looked.
 */
export const watchTraffic = (options: TrafficOptions): Traffic => {
  const { totals, intervalMs, keep = 120, clock = systemClock, log = silentLogger } = options
  const ring = createRing<TrafficPoint>(keep)
  let last: Reading | undefined
  let stopped = false
  let cancel = () => {}

  const read = async (): Promise<void> => {
    try {
      const now = { ...(await totals()), at: clock.now() }
      if (last && now.at > last.at) ring.add(pointBetween(last, now))
      last = now
    } catch (error) {
      log.warning('traffic.failed', { error })
    }
    if (!stopped) cancel = clock.after(intervalMs, () => void read())
  }
  void read()

  return {
    points: () => ring.items(),
    stop() {
      stopped = true
      cancel()
    },
  }
}
