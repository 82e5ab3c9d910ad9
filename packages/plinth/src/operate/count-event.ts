import type { OperationEvent } from '../events.ts'
import type { Instruments } from './instruments.ts'

/** Counts what an event tells. Executions are not counted here, because each has been where it was carried out. */
export const countEvent = (
  instruments: Instruments,
  event: OperationEvent,
  labelOf: (name: string) => string,
): void => {
  switch (event.type) {
    case 'limit.refused':
      return instruments.rateLimited.inc({ tool: labelOf(event.name), limit: event.limit })
    case 'cache.hit':
      return instruments.cached.inc({ tool: labelOf(event.name), result: 'hit' })
    case 'cache.miss':
      return instruments.cached.inc({ tool: labelOf(event.name), result: 'miss' })
    case 'retry.attempt':
      return instruments.retries.inc({ tool: labelOf(event.name), code: labelOf(event.code) })
    case 'breaker.changed':
      return instruments.breakerChanges.inc({ tool: labelOf(event.name), to: event.to })
    case 'auth.failed':
      return instruments.authFailures.inc({ reason: event.fault })
    case 'access.denied':
      return instruments.accessDenied.inc({ tool: labelOf(event.name) })
    case 'security.refused':
      return instruments.securityRefused.inc({ what: event.what })
    default:
      return undefined
  }
}
