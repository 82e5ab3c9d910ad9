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
      instruments.rateLimited.inc({ tool: labelOf(event.name), limit: event.limit })
      break
    case 'cache.hit':
      instruments.cached.inc({ tool: labelOf(event.name), result: 'hit' })
      break
    case 'cache.miss':
      instruments.cached.inc({ tool: labelOf(event.name), result: 'miss' })
      break
    case 'retry.attempt':
      instruments.retries.inc({ tool: labelOf(event.name), code: labelOf(event.code) })
      break
    case 'breaker.changed':
      instruments.breakerChanges.inc({ tool: labelOf(event.name), to: event.to })
      break
    case 'auth.failed':
      instruments.authFailures.inc({ reason: event.fault })
      break
    case 'access.denied':
      instruments.accessDenied.inc({ tool: labelOf(event.name) })
      break
    case 'security.refused':
      instruments.securityRefused.inc({ what: event.what })
      break
  }
}
