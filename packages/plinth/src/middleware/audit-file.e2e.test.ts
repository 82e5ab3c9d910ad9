import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { auditFile } from './audit-file.ts'
import { type AuditRecord, brokenAt, createChain } from './audit-record.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-audit-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (name: string): AuditRecord[] =>
  readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

it('keeps records as lines of JSON for its owner only, and puts full files aside', async () => {
  const chain = createChain()
  const sink = auditFile(join(folder, 'audit.jsonl'), { maxBytes: 1_000, backups: 9, sync: true })
  for (let n = 0; n < 12; n++) await sink.write([chain('call.end', 0, { name: 'drop' })])
  await sink.close?.()
  const names = readdirSync(folder).sort()
  expect(names.length).toBeGreaterThan(2)
  expect(statSync(join(folder, 'audit.jsonl')).mode & 0o777).toBe(0o600)
  const [current = '', ...older] = names
  const all = [...older.toReversed(), current].flatMap(read)
  expect(all).toHaveLength(12)
  expect(brokenAt(all)).toBeUndefined()
})

it('says at once what is wrong with the path', () => {
  const path = join(folder, 'missing', 'audit.jsonl')
  expect(() => auditFile(path)).toThrow(
    `The audit file ${path} cannot be written (ENOENT): create the folder`,
  )
})

it('throws when the disk does not take a record', () => {
  const sink = auditFile('/dev/full')
  expect(() => sink.write([createChain()('call.end', 0, {})])).toThrow('make room on the disk')
})
