import type { MiddlewareContext } from '../define/middleware.ts'
import type { OperationEvent } from '../events.ts'
import type { AuditFacts } from './audit-record.ts'

/** Who called what. */
export const factsOfCall = (ctx: MiddlewareContext, payloads: boolean): AuditFacts => {
  const { principal, client, address } = ctx
  return {
    method: ctx.method,
    name: ctx.name,
    correlationId: ctx.correlationId,
    requestId: ctx.requestId,
    transport: ctx.transport,
    ...(principal ? { principal: principal.id } : {}),
    ...(principal?.tenant === undefined ? {} : { tenant: principal.tenant }),
    ...(address === undefined ? {} : { address }),
    ...(client ? { client: `${client.name}/${client.version}` } : {}),
    ...(payloads ? { params: ctx.params } : {}),
  }
}

const SECURITY: ReadonlySet<string> = new Set<OperationEvent['type']>([
  'auth.failed',
  'access.denied',
  'security.refused',
  'limit.refused',
  'operator.action',
])

/** What an event tells, where it concerns security; undefined for others. */
export const factsOfEvent = (event: OperationEvent): AuditFacts | undefined => {
  const isHeld = event.type === 'breaker.changed' && event.forced !== undefined
  if (!isHeld && !SECURITY.has(event.type)) return undefined
  const { type: _, at: __, origin, ...facts } = event
  if (!origin) return facts
  // Where records of calls have it too, so that a tenant's records are found by one field.
  return { ...facts, ...(origin.tenant === undefined ? {} : { tenant: origin.tenant }), call: origin }
}
