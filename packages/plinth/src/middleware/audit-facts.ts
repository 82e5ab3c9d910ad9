import type { MiddlewareContext } from '../define/middleware.ts'
import type { EventType, OperationEvent } from '../events.ts'
import { redact } from '../redact.ts'
import { redactText } from '../redact-text.ts'
import type { AuditFacts } from './audit-record.ts'

const LIMITS = { depth: 8, entries: 50, text: 1_024, size: 16_384 }

/** As it may be written down. */
export const shown = (facts: AuditFacts): AuditFacts => redact(facts, LIMITS) as AuditFacts

const shownText = (text: string): string =>
  text.length > LIMITS.text ? String(redact(text, LIMITS)) : redactText(text)

/** Who called what, as it may be written down: of this, only what the caller gave can hold a secret. */
export const factsOfCall = (ctx: MiddlewareContext, payloads: boolean): AuditFacts => {
  const { principal, client, address, component, requestId } = ctx
  return {
    method: component ? ctx.method : shownText(ctx.method),
    name: shownText(ctx.name),
    correlationId: shownText(ctx.correlationId),
    requestId: typeof requestId === 'string' ? shownText(requestId) : requestId,
    transport: ctx.transport,
    ...(principal ? { principal: principal.id } : {}),
    ...(principal?.tenant === undefined ? {} : { tenant: principal.tenant }),
    ...(address === undefined ? {} : { address }),
    ...(client ? { client: shownText(`${client.name}/${client.version}`) } : {}),
    ...(payloads ? { params: redact(ctx.params, LIMITS) } : {}),
  }
}

/** The events that may concern security. */
export const AUDITED: readonly EventType[] = [
  'auth.failed',
  'access.denied',
  'security.refused',
  'limit.refused',
  'operator.action',
  'breaker.changed',
]

/** What one of these tells, where it concerns security; undefined for others. */
export const factsOfEvent = (event: OperationEvent): AuditFacts | undefined => {
  if (event.type === 'breaker.changed' && event.forced === undefined) return undefined
  const { type: _, at: __, origin, ...facts } = event
  if (!origin) return facts
  // Where records of calls have it too, so that a tenant's records are found by one field.
  return { ...facts, ...(origin.tenant === undefined ? {} : { tenant: origin.tenant }), call: origin }
}
