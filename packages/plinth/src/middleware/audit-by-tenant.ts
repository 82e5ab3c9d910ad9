import { type AuditEntry, type AuditFacts, type AuditRecord, createChain } from './audit-record.ts'
import { AuditLoss, type AuditSink } from './audit-sink.ts'

interface Trail {
  readonly sink: AuditSink
  readonly chain: (record: AuditRecord) => AuditEntry
}

/** What one tenant's trail is given at a time: its own records, and those of the trail of all that they come from. */
interface Share {
  readonly given: AuditEntry[]
  readonly own: AuditEntry[]
}

/** Numbers and chains the records of one tenant anew: in the trail of all, others lie between them. */
const chainOf = (run: string): Trail['chain'] => {
  const chain = createChain(run)
  return ({ seq: _seq, run: _run, at, type, previous: _previous, ...facts }) =>
    chain(type, Date.parse(at), facts satisfies AuditFacts)
}

/**
 * Keeps the trail of each tenant for itself: one that can be handed to the tenant, and checked with `brokenAt`, without a
 * word of another's. What belongs to no tenant is a trail of its own. Where one tenant's records cannot be kept, those of
 * the others are.
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

  const sharesOf = (entries: readonly AuditEntry[], lost: Map<AuditEntry, unknown>): Map<Trail, Share> => {
    const shares = new Map<Trail, Share>()
    for (const entry of entries)
      try {
        const trail = trailOf(entry.record)
        const share = shares.get(trail) ?? { given: [], own: [] }
        shares.set(trail, share)
        share.given.push(entry)
        share.own.push(trail.chain(entry.record))
      } catch (error) {
        // The sink of this tenant cannot be opened.
        lost.set(entry, error)
      }
    return shares
  }

  return {
    async write(entries) {
      const lost = new Map<AuditEntry, unknown>()
      const writes = [...sharesOf(entries, lost)].map(async ([{ sink }, { given, own }]) => {
        try {
          await sink.write(own)
        } catch (error) {
          for (const entry of given) lost.set(entry, error)
        }
      })
      await Promise.all(writes)
      for (const cause of lost.values()) throw new AuditLoss(new Set(lost.keys()), cause)
    },
    async close() {
      await Promise.all([...trails.values()].map(({ sink }) => sink.close?.()))
    },
  }
}
