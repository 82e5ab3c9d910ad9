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

/** Some of the records that a sink was given are lost, and the others are kept. */
export class AuditLoss extends Error {
  override readonly name = 'AuditLoss'
  readonly lost: ReadonlySet<AuditEntry>

  constructor(lost: ReadonlySet<AuditEntry>, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.lost = lost
  }
}
