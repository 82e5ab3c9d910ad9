/** How well a server or a part of it is. */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy'

/**
 * What a check means for the whole server. A `critical` or `high` one that is unhealthy makes the server unhealthy,
 * a `medium` or `low` one degraded. An `informational` one is shown, and counts for nothing.
 */
export type Priority = 'critical' | 'high' | 'medium' | 'low' | 'informational'

/** What is known of a check when the status of the whole is made. */
export interface CheckState {
  readonly status: HealthStatus
  readonly priority: Priority
  /** Whether nobody has looked for too long. */
  readonly stale: boolean
}

/** What one check makes of the whole. */
export const effectOf = ({ status, priority, stale }: CheckState): HealthStatus => {
  if (priority === 'informational') return 'healthy'
  if (status === 'unhealthy' && (priority === 'critical' || priority === 'high')) return 'unhealthy'
  return stale || status !== 'healthy' ? 'degraded' : 'healthy'
}

/**
 * The status of a server whose checks are these. Without any check it is healthy.
 *
 * @example
 * overallStatus([{ status: 'unhealthy', priority: 'low', stale: false }]) // 'degraded'
 */
export const overallStatus = (checks: readonly CheckState[]): HealthStatus => {
  const effects = new Set(checks.map(effectOf))
  if (effects.has('unhealthy')) return 'unhealthy'
  return effects.has('degraded') ? 'degraded' : 'healthy'
}

/** The HTTP code for a status: 200, 207 or 503. */
export const httpCodeOf = (status: HealthStatus): 200 | 207 | 503 =>
  (({ healthy: 200, degraded: 207, unhealthy: 503 }) as const)[status]
