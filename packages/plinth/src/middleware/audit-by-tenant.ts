import { type AuditFacts, type AuditRecord, createChain } from './audit-record.ts'
import type { AuditSink } from './audit-writer.ts'

interface Trail {
  readonly sink: AuditSink
  readonly chain: (record: AuditRecord) => AuditRecord
}

/** Numbers and chains the records of one tenant anew: in the trail of all, others lie between them. */
const chainOf = (run: string): Trail['chain'] => {
  const chain = createChain(run)
  return ({ seq: _seq, run: _run, at, type, previous: _previous, ...facts }) =>
    chain(type, Date.parse(at), facts satisfies AuditFacts)
}

/**
 * Keeps the trail of each tenant for itself: one that can be handed to the tenant, and checked with `brokenAt`, without a
 * word of another's. What belongs to no tenant is a trail of its own.
 *
 * @param open makes the sink of a tenant; of what belongs to none, of `undefined`. Called once for each
 * @example
 * const sink = auditByTenant(tenant =>
 *   auditFile(tenant === undefined ? '/var/log/shop/audit.jsonl' : join(tenantFolder('/var/log/shop', tenant), 'audit.jsonl')),
 * )
 * server.use(auditTrail({ sink }))
 */
export const auditByTenant = (open: (tenant: string | undefined) => AuditSink): AuditSink => {
  const trails = new Map<string | undefined, Trail>()

  const trailOf = ({ tenant, run }: AuditRecord): Trail => {
    const whose = typeof tenant === 'string' ? tenant : undefined
    const trail = trails.get(whose) ?? { sink: open(whose), chain: chainOf(run) }
    trails.set(whose, trail)
    return trail
  }

  return {
    write(record) {
      const { sink, chain } = trailOf(record)
      return sink.write(chain(record))
    },
    async close() {
      await Promise.all([...trails.values()].map(({ sink }) => sink.close?.()))
    },
  }
}
