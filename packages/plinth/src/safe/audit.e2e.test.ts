import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { commandTool } from '../command/index.ts'
import { auditFile } from '../middleware/audit-file.ts'
import { type AuditRecord, brokenAt } from '../middleware/audit-record.ts'
import { auditTrail } from '../middleware/audit-trail.ts'
import { Plinth } from '../plinth.ts'
import { connect } from '../testing/connect.ts'
import { codeExecutor, safeFetch, safeFiles } from './index.ts'

const INSIDE = '10.20.30.40'
const input = z.object({ what: z.string() })

const REFUSED = [
  ['ping', { target: '8.8.8.8' }, 'target', 'not-allowed'],
  ['ping', { target: '127.0.0.1', extra_args: '--flood' }, 'flag', 'flag'],
  ['fetch_url', { what: 'https://wiki.example.com/?key=s3cret' }, 'url', 'address'],
  ['read_file', { what: '../etc/passwd' }, 'file', 'traversal'],
  ['run_code', { what: 'for (;;);' }, 'code', 'cpu'],
] as const

it('every refusal is in the audit file with its rule, and the caller learns nothing of the inside', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'))
  const path = join(folder, 'audit.jsonl')
  const fetch = safeFetch({ lookup: async () => [{ address: INSIDE }] })
  const files = safeFiles({ roots: folder })
  const executor = codeExecutor({ cpuMs: 50 })
  const trail = auditTrail({ sink: auditFile(path) })
  const server = new Plinth({ name: 'effects' }).use(trail)
  trail.watch(server.runtime.events)
  server.add(commandTool({ name: 'ping', command: 'true', target: {}, flags: { '-n': {} } }))
  server.tool('fetch_url', { input }, async ({ what }) => (await fetch(what)).text())
  server.tool('read_file', { input }, ({ what }) => files.readText(what))
  server.tool('run_code', { input }, ({ what }) => executor.run(what))
  const client = await connect(server, { principal: { id: 'ada', tenant: 'acme', scopes: [] } })
  try {
    for (const [name, args] of REFUSED) {
      const answer = JSON.stringify(await client.client.callTool({ name, arguments: args }))
      expect(answer).not.toMatch(/10\.20\.30\.40|s3cret|\/tmp|node_modules|\.ts:/)
    }
  } finally {
    await client.close()
    await Promise.all([trail.close(), fetch.close(), executor.close()])
    files.close()
  }
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  rmSync(folder, { recursive: true })
  const records = lines.map(line => JSON.parse(line) as AuditRecord)
  expect(brokenAt(records)).toBeUndefined()
  expect(records.filter(({ type }) => type === 'security.refused')).toEqual(
    REFUSED.map(([name, , what, rule]) =>
      expect.objectContaining({
        what,
        rule,
        tenant: 'acme',
        call: expect.objectContaining({ name, principal: 'ada' }),
      }),
    ),
  )
})
