import { describe, expect, it } from 'vitest'
import { type AuditRecord, brokenAt, createChain } from './audit-record.ts'

/** Six records as they come back from a file. */
const sixRecords = (): AuditRecord[] => {
  const chain = createChain()
  const written = Array.from(
    { length: 6 },
    (_, n) => chain('call.end', n, { outcome: 'ok', code: undefined }).record,
  )
  return JSON.parse(JSON.stringify(written))
}

describe('the chain of records', () => {
  it('holds for records as they were written', () => {
    const records = sixRecords()
    expect(brokenAt(records)).toBeUndefined()
    expect(brokenAt(records.slice(2))).toBeUndefined()
    expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
    expect(records[0]?.previous).toBe('0'.repeat(64))
    expect(new Set(records.map(({ run }) => run)).size).toBe(1)
  })

  it.each<[string, (records: AuditRecord[]) => AuditRecord[], number]>([
    [
      'a changed record',
      records => records.map(each => (each.seq === 2 ? { ...each, outcome: 'x' } : each)),
      3,
    ],
    ['a record left out', records => records.filter(({ seq }) => seq !== 4), 5],
    ['another order', ([a, b, c, ...rest]) => [a, c, b, ...rest].filter(each => each !== undefined), 3],
    [
      'records of another run',
      records => records.map(each => (each.seq > 3 ? { ...each, run: 'x' } : each)),
      4,
    ],
  ])('shows %s', (_, change, expected) => {
    expect(brokenAt(change(sixRecords()))).toBe(expected)
  })

  it('holds over several runs, one after the other or side by side', () => {
    const [first, second] = [sixRecords(), sixRecords()]
    expect(brokenAt([...first.slice(3), ...second])).toBeUndefined()
    expect(brokenAt(first.flatMap((record, index) => [record, second[index] ?? record]))).toBeUndefined()
    expect(brokenAt([...first, ...second.slice(1)])).toBe(2)
    expect(brokenAt([...first, ...second.filter(({ seq }) => seq !== 4)])).toBe(5)
  })

  it('counts each run anew', () => {
    expect(createChain()('call.end', 0, {}).record.run).not.toBe(createChain()('call.end', 0, {}).record.run)
  })
})
