/** What all tools did in one interval. Durations in seconds, 0 where no call came to a result. */
export interface TrafficPoint {
  /** When the interval ended, in milliseconds since the epoch. */
  readonly at: number
  /** How long it was, in seconds. */
  readonly seconds: number
  readonly calls: number
  /** Errors and timeouts. */
  readonly failures: number
  readonly refused: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}
