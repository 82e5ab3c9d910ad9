import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { CallOrigin, EventFacts } from '../../events.ts'
import type { ApiParts } from './deps.ts'
import type { ApiCaller } from './route.ts'

const originOf = (
  { addressOf }: Pick<ApiParts, 'addressOf'>,
  c: Context,
  principal: ApiCaller['principal'],
): CallOrigin => {
  const method = `${c.req.method} ${c.req.routePath}`
  return {
    correlationId: randomUUID(),
    method,
    name: method,
    transport: 'http',
    principal: principal?.id,
    tenant: principal?.tenant,
    address: addressOf(c),
  }
}

const MAX_PATH = 200

type Telling = Pick<ApiParts, 'runtime' | 'addressOf' | 'log'>

/** Records what an operator did, and who it was. */
export const tellOfAction = (
  parts: Telling,
  c: Context,
  { principal }: ApiCaller,
  action: Omit<EventFacts['operator.action'], 'by'>,
): void => {
  const facts = { ...action, by: principal?.id }
  parts.log.info('operator.action', {
    message: `${facts.by ?? 'Somebody on this machine'}: ${action.action} ${action.subject}`,
    ...facts,
  })
  parts.runtime.events.emit('operator.action', facts, originOf(parts, c, principal))
}

/** Records that nobody was known by what was presented. */
export const tellOfFailure = (
  parts: Telling,
  c: Context,
  { fault, reason }: { readonly fault: EventFacts['auth.failed']['fault']; readonly reason?: string },
): void => {
  const path = c.req.path.slice(0, MAX_PATH)
  const origin = originOf(parts, c, undefined)
  parts.log[fault === 'unavailable' ? 'warning' : 'info']('auth.failed', {
    fault,
    path,
    address: origin.address,
    ...(reason === undefined ? {} : { reason }),
  })
  parts.runtime.events.emit('auth.failed', { fault, path }, origin)
}

/** Records that somebody who is known lacks something. */
export const tellOfDenial = (
  parts: Telling,
  c: Context,
  principal: ApiCaller['principal'],
  missing: readonly string[],
): void => {
  const origin = originOf(parts, c, principal)
  parts.runtime.events.emit('access.denied', { name: origin.name, missing }, origin)
}
