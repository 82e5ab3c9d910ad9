/** What came of a tool's calls; durations in seconds. */
export interface ToolMetrics {
  /** All that have ended. */
  readonly executions: number
  readonly successes: number
  /** Errors and timeouts. */
  readonly failures: number
  readonly timeouts: number
  /** Calls that were turned away, by a rate limit for instance. */
  readonly refused: number
  readonly cancelled: number
  readonly active: number
  readonly avg_duration: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

/** Tasks that are kept, by how they stand. */
export interface TaskMetrics {
  readonly queued: number
  readonly running: number
  readonly input_required: number
  readonly completed: number
  readonly failed: number
  readonly cancelled: number
  /** Of those that run, those of this process. */
  readonly active: number
  readonly store_bytes: number
}

/** Metrics for people and programs without Prometheus, as the API for operators gives them. */
export interface MetricsReport {
  readonly system: Readonly<{
    /** Seconds that this process used since its start, and the machine's load over 1, 5 and 15 minutes. */
    cpu: { user_seconds: number; system_seconds: number; load_average: readonly number[]; processors: number }
    /** Bytes. */
    memory: { rss: number; heap_used: number; heap_total: number; external: number }
    /** Seconds since the process started. */
    uptime: number
  }>
  readonly tools: Readonly<Record<string, ToolMetrics>>
  /** There where the server has tasks, and their store can be asked. */
  readonly tasks?: TaskMetrics
}
