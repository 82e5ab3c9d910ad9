import { expect, it } from 'vitest'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { auditByTenant } from './audit-by-tenant.ts'
import { type AuditRecord, brokenAt, createChain } from './audit-record.ts'
import { AuditLoss } from './audit-sink.ts'
import { auditTrail } from './audit-trail.ts'
import { rateLimit } from './rate-limit.ts'

it('keeps the trail of each tenant whole, and free of the others', async () => {
  const trails = new Map<string | undefined, AuditRecord[]>()
  const closed: unknown[] = []
  const sink = auditByTenant(tenant => {
    const records: AuditRecord[] = []
    trails.set(tenant, records)
    return {
      write: entries => void records.push(...entries.map(({ record }) => record)),
      close: () => void closed.push(tenant),
    }
  })
  const trail = auditTrail({ sink })
  const server = new Plinth({ name: 'shop' }).use(trail, rateLimit({ limit: 2, per: '1h' }))
  trail.watch(server.runtime.events)
  server.tool('buy', {}, () => 'Bought')
  const buy = (tenant?: string) =>
    dispatch(
      server.runtime,
      { method: 'tools/call', params: { name: 'buy', arguments: {} } },
      tenant === undefined ? {} : { principal: { id: 'ada', tenant, scopes: [] } },
    )
  for (const tenant of ['a', 'b', undefined, 'a', 'b', 'a']) await buy(tenant)
  await trail.close()

  const kindsOf = (tenant?: string) => trails.get(tenant)?.map(({ type }) => type)
  expect(kindsOf('a')).toEqual([
    ...['call.begin', 'call.end', 'call.begin', 'call.end'],
    ...['call.begin', 'limit.refused', 'call.end'],
  ])
  expect(kindsOf('b')).toEqual(['call.begin', 'call.end', 'call.begin', 'call.end'])
  expect(kindsOf(undefined)).toEqual(['call.begin', 'call.end'])
  for (const [tenant, records] of trails) {
    expect(brokenAt(records)).toBeUndefined()
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1))
    expect(new Set(records.map(record => record.tenant))).toEqual(new Set([tenant]))
    expect(brokenAt(records.toSpliced(1, 1, ...[]))).toBe(records.length > 2 ? 3 : undefined)
  }
  expect(closed).toEqual(['a', 'b', undefined])
})

it('a record that a tenant loses shows as a gap in its trail, and costs no other tenant anything', async () => {
  let isFull = false
  const kept: AuditRecord[] = []
  const sink = auditByTenant(tenant => ({
    write: entries => {
      if (isFull && tenant === 'a') throw new Error('full')
      kept.push(...entries.map(({ record }) => record))
    },
  }))
  const chain = createChain()
  const write = async (...tenants: string[]) => {
    const entries = tenants.map(tenant => chain('call.end', 0, { tenant }))
    const loss: unknown = await Promise.resolve(sink.write(entries)).catch(error => error)
    return loss instanceof AuditLoss && [loss.message, ...[...loss.lost].map(({ record }) => record.tenant)]
  }
  const ofA = () => kept.filter(({ tenant }) => tenant === 'a')
  expect(await write('a')).toBe(false)
  isFull = true
  expect(await write('b', 'a', 'b')).toEqual(['full', 'a'])
  isFull = false
  expect(await write('a', 'b')).toBe(false)
  expect(ofA().map(({ seq }) => seq)).toEqual([1, 3])
  expect(brokenAt(ofA())).toBe(3)
  expect(brokenAt(kept.filter(({ tenant }) => tenant === 'b'))).toBeUndefined()
})
