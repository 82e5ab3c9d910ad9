import type { Clock } from '../../clock.ts'

const MAX_HOSTS = 1_000

/** Takes a request's place; where there is none, says in how many milliseconds there will be. */
export type HostRate = (host: string) => number | undefined

/**
 * Limits requests for each host. Hosts beyond a thousand share one limit while the others are busy: dropping busy ones
 * would let whoever makes up names win requests.
 */
export const hostRate = (perSecond: number, clock: Clock): HostRate => {
  const interval = 1_000 / perSecond
  const capacity = Math.max(1, Math.floor(perSecond)) * interval
  /** When each host will have all its places back. */
  const fullAt = new Map<string, number>()

  const makeRoom = (now: number) => {
    for (const [host, at] of fullAt) if (at <= now) fullAt.delete(host)
  }

  return host => {
    const now = clock.now()
    if (!fullAt.has(host) && fullAt.size >= MAX_HOSTS) makeRoom(now)
    const key = fullAt.has(host) || fullAt.size < MAX_HOSTS ? host : ''
    // Never further ahead than the capacity: a clock that is set back must not lock a host out.
    const busyFor = Math.min(Math.max(0, (fullAt.get(key) ?? now) - now), capacity) + interval
    const excess = busyFor - capacity
    if (excess > 1e-6) return Math.ceil(excess)
    fullAt.set(key, now + busyFor)
    return undefined
  }
}
