import { hash, randomUUID } from 'node:crypto'

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

/** A record, and the JSON of it that the next one's digest is of. */
export interface AuditEntry {
  readonly record: AuditRecord
  readonly json: string
}

const NONE = '0'.repeat(64)

const digestOf = (json: string): string => hash('sha256', json, 'hex')

/** Numbers records, and chains each to the one before: what is changed or left out afterwards shows. */
export const createChain = (run: string = randomUUID()) => {
  let seq = 0
  let before: string | undefined
  return (type: string, at: number, facts: AuditFacts): AuditEntry => {
    seq += 1
    const previous = before === undefined ? NONE : digestOf(before)
    const record = { seq, run, at: new Date(at).toISOString(), type, ...facts, previous }
    before = JSON.stringify(record)
    return { record, json: before }
  }
}

/**
 * Checks records in the order of their files, of one run or of several: a process that starts anew begins a chain of its
 * own. The first record of all may be any, because older files go. What was cut off at the end of a run does not show.
 *
 * @returns the number of the first that is not what followed on the one before in its run; undefined when all do
 * @example
 * import { readFile } from 'node:fs/promises'
 *
 * const firstBroken = async (path: string) => {
 *   const lines = (await readFile(path, 'utf8')).trim().split('\n')
 *   return brokenAt(lines.map(line => JSON.parse(line)))
 * }
 */
export const brokenAt = (records: readonly AuditRecord[]): number | undefined => {
  const last = new Map<string, AuditRecord>()
  for (const [index, record] of records.entries()) {
    const before = last.get(record.run)
    last.set(record.run, record)
    if (index === 0) continue
    const [seq, previous] = before ? [before.seq + 1, digestOf(JSON.stringify(before))] : [1, NONE]
    if (record.seq !== seq || record.previous !== previous) return record.seq
  }
  return undefined
}
