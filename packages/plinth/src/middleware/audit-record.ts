import { createHash, randomUUID } from 'node:crypto'

/** What a record tells, beside its place in the trail. */
export type AuditFacts = Readonly<Record<string, unknown>>

/** One line of an audit trail. */
export interface AuditRecord extends AuditFacts {
  /** 1 for the first record of a run, and one more for each after it. A number that is missing was lost. */
  readonly seq: number
  /** Tells this run of the process from others, which count anew. */
  readonly run: string
  /** When it happened, in ISO 8601. */
  readonly at: string
  /** What happened, such as `call.end` or `access.denied`. */
  readonly type: string
  /** SHA-256 of the JSON of the record before, in hexadecimal; of the first, 64 zeros. */
  readonly previous: string
}

const NONE = '0'.repeat(64)

const digestOf = (record: AuditRecord): string =>
  createHash('sha256').update(JSON.stringify(record)).digest('hex')

/** Numbers records, and chains each to the one before: what is changed or left out afterwards shows. */
export const createChain = (run: string = randomUUID()) => {
  let seq = 0
  let previous = NONE
  return (type: string, at: number, facts: AuditFacts): AuditRecord => {
    seq += 1
    const record = { seq, run, at: new Date(at).toISOString(), type, ...facts, previous }
    previous = digestOf(record)
    return record
  }
}

/**
 * Checks the records of one run.
 *
 * @returns the number of the first that is not what followed on the one before; undefined when all do
 * @example
 * const records = text.trim().split('\n').map(line => JSON.parse(line))
 * brokenAt(records) // undefined
 */
export const brokenAt = (records: readonly AuditRecord[]): number | undefined => {
  for (const [index, record] of records.entries()) {
    const before = records[index - 1]
    if (!before) continue
    if (record.run !== before.run || record.seq !== before.seq + 1 || record.previous !== digestOf(before))
      return record.seq
  }
  return undefined
}
