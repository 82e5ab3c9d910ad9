import { Plinth, ToolError } from 'plinth'
import {
  type AuditSink,
  auditTrail,
  type ProductionConfig,
  production,
  retry,
  timeout,
} from 'plinth/middleware'
import { slowCalls } from './slow-calls.ts'

export const railway = { outages: 0 }

const bookings = new Plinth({ name: 'bookings' })

bookings.use('resources/read', timeout(30_000))

bookings.tool(
  'seats',
  { annotations: { readOnlyHint: true }, timeoutMs: 10_000, use: [retry({ attempts: 4, baseMs: 10 })] },
  () => {
    if (railway.outages-- > 0) throw new ToolError('The railway is busy', { code: 'CONNECTION_ERROR' })
    return '12 seats'
  },
)

bookings.tool('cancel', { annotations: { destructiveHint: true } }, () => 'Cancelled')

export const makeServer = (config: ProductionConfig) => {
  const server = new Plinth({ name: 'travel' })
  server.use(...production(config))
  return server.mount(bookings)
}

/** The recommended stack, without repetition and with something of the team's own. */
export const ownStack = (config: ProductionConfig) => {
  return [slowCalls(500), ...production(config, { without: ['retry'] })]
}

export const audited = (sink: AuditSink) => {
  const server = new Plinth({ name: 'audited' }).mount(bookings)
  const trail = auditTrail({ sink })
  trail.watch(server.runtime.events)
  return server.use(trail)
}
