import type { AuditEntry } from './audit-record.ts'

/** Where an audit trail goes. */
export interface AuditSink {
  /**
   * Keeps records, in their order: those that came while it was busy with others. They are kept when this returns, or
   * when the promise is fulfilled; it throws when they cannot be, {@link AuditLoss} where only some cannot.
   */
  write(entries: readonly AuditEntry[]): void | Promise<void>
  close?(): void | Promise<void>
}

/**
 * Some of the records that a sink was given are lost, and the others are kept.
 *
 * @example
 * const sink: AuditSink = {
 *   write(entries) {
 *     for (const { json } of entries) console.error(json)
 *     const tooLong = entries.filter(({ json }) => json.length > 10_000)
 *     if (tooLong.length > 0) throw new AuditLoss(new Set(tooLong), 'Lines end after 10,000 characters')
 *   },
 * }
 * server.use(auditTrail({ sink }))
 */
export class AuditLoss extends Error {
  override readonly name = 'AuditLoss'
  readonly lost: ReadonlySet<AuditEntry>

  constructor(lost: ReadonlySet<AuditEntry>, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.lost = lost
  }
}
