import type { HealthStatus, Priority } from './health-status.ts'

/** What a check found. */
export interface CheckResult {
  readonly status: HealthStatus
  /** A sentence for operators. */
  readonly message?: string
  /** The facts, as plain data. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** Something that is looked at in every round. */
export interface HealthCheck {
  readonly name: string
  readonly priority: Priority
  /**
   * Looks, without blocking. What it throws makes the check unhealthy.
   *
   * @param signal fires when its time is up, or the server stops
   */
  check(signal: AbortSignal): CheckResult | Promise<CheckResult>
  /** Gives back what it holds, when the server stops. */
  stop?(): void
}
