import { describe, expect, it } from 'vitest'
import {
  type CheckState,
  type HealthStatus,
  httpCodeOf,
  overallStatus,
  type Priority,
} from './health-status.ts'

const priorities = ['critical', 'high', 'medium', 'low', 'informational'] as const
const statuses = ['healthy', 'degraded', 'unhealthy'] as const

const every: readonly CheckState[] = priorities.flatMap(priority =>
  statuses.flatMap(status => [false, true].map(stale => ({ priority, status, stale }))),
)
const nameOf = ({ priority, status, stale }: CheckState) => `${priority} ${status}${stale ? ' stale' : ''}`

/** What each check alone makes of the server: fresh, and stale. */
const table: Readonly<
  Record<Priority, Readonly<Record<HealthStatus, readonly [HealthStatus, HealthStatus]>>>
> = {
  critical: {
    healthy: ['healthy', 'degraded'],
    degraded: ['degraded', 'degraded'],
    unhealthy: ['unhealthy', 'unhealthy'],
  },
  high: {
    healthy: ['healthy', 'degraded'],
    degraded: ['degraded', 'degraded'],
    unhealthy: ['unhealthy', 'unhealthy'],
  },
  medium: {
    healthy: ['healthy', 'degraded'],
    degraded: ['degraded', 'degraded'],
    unhealthy: ['degraded', 'degraded'],
  },
  low: {
    healthy: ['healthy', 'degraded'],
    degraded: ['degraded', 'degraded'],
    unhealthy: ['degraded', 'degraded'],
  },
  informational: {
    healthy: ['healthy', 'healthy'],
    degraded: ['healthy', 'healthy'],
    unhealthy: ['healthy', 'healthy'],
  },
}
const alone = ({ priority, status, stale }: CheckState): HealthStatus =>
  table[priority][status][stale ? 1 : 0]
const worse = (a: HealthStatus, b: HealthStatus) =>
  statuses[Math.max(statuses.indexOf(a), statuses.indexOf(b))] ?? 'unhealthy'

describe('the status of a server', () => {
  it.each(every.map(check => [nameOf(check), check] as const))('with one check that is %s', (_, check) => {
    expect(overallStatus([check])).toBe(alone(check))
  })

  it('of any two checks is the worse, in both orders', () => {
    for (const a of every)
      for (const b of every)
        expect([nameOf(a), nameOf(b), overallStatus([a, b])]).toEqual([
          nameOf(a),
          nameOf(b),
          worse(alone(a), alone(b)),
        ])
  })

  it('without checks is healthy', () => {
    expect(overallStatus([])).toBe('healthy')
  })

  it.each([
    ['healthy', 200],
    ['degraded', 207],
    ['unhealthy', 503],
  ] as const)('%s is answered with %d', (status, code) => {
    expect(httpCodeOf(status)).toBe(code)
  })
})
