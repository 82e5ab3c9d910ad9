import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ToolError } from '../define/errors.ts'
import { failureIn } from '../define/outcome.ts'
import type { ToolAnnotations } from '../define/tool.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import type { AuditEntry, AuditRecord } from './audit-record.ts'
import { type AuditTrailOptions, auditTrail } from './audit-trail.ts'
import { rateLimit } from './rate-limit.ts'

/** Until records that were added now, and those that come of their calls, have been handed to the sink. */
const turn = () => new Promise(resolve => setTimeout(resolve, 20))

const setUp = (options: Partial<AuditTrailOptions> = {}, annotations: ToolAnnotations = {}) => {
  const clock = fakeClock(Date.UTC(2026, 0, 1))
  const log = recordingLog()
  const records: AuditRecord[] = []
  const disk = { isFull: false }
  const sink = {
    write(entries: readonly AuditEntry[]) {
      if (disk.isFull) throw new Error('No space left')
      records.push(...entries.map(({ json }) => JSON.parse(json)))
    },
  }
  const trail = auditTrail({ sink, clock, log, ...options })
  const server = new Plinth({ name: 'test', clock }).use(trail)
  trail.watch(server.runtime.events)
  let runs = 0
  server.tool('drop', { input: z.object({ table: z.string(), password: z.string() }), annotations }, () => {
    runs += 1
    return 'Dropped'
  })
  const drop = async () => {
    const outcome = await dispatch(
      server.runtime,
      {
        method: 'tools/call',
        params: { name: 'drop', arguments: { table: 'users', password: 'hunter2' } },
        requestId: 7,
      },
      { principal: { id: 'ann', tenant: 'acme', scopes: [] }, address: '10.0.0.1' },
    )
    await turn()
    return outcome
  }
  return { clock, log, records, disk, trail, server, drop, runs: () => runs }
}

const typesIn = (records: readonly AuditRecord[]) => records.map(({ type }) => type)

describe('a call', () => {
  it('is recorded before it begins and when it has ended, with who, what and what came of it', async () => {
    const { records, drop } = setUp()
    await drop()
    const who = {
      principal: 'ann',
      tenant: 'acme',
      address: '10.0.0.1',
      client: 'test/1.0.0',
      transport: 'memory',
    }
    expect(records).toMatchObject([
      {
        seq: 1,
        type: 'call.begin',
        at: '2026-01-01T00:00:00.000Z',
        method: 'tools/call',
        name: 'drop',
        ...who,
      },
      { seq: 2, type: 'call.end', outcome: 'ok', requestId: 7, durationMs: 0, ...who },
    ])
    expect(records[0]?.correlationId).toBe(records[1]?.correlationId)
    expect(JSON.stringify(records)).not.toContain('users')
  })

  it('is recorded with its arguments where they are asked for, and never with its secrets', async () => {
    const { records, drop } = setUp({ payloads: true })
    await drop()
    expect(records[1]).toMatchObject({ params: { arguments: { table: 'users', password: '[redacted]' } } })
    expect(JSON.stringify(records)).not.toContain('hunter2')
  })

  it('is recorded though it fails, is refused, or is for what does not exist', async () => {
    const { server, records, drop } = setUp({ required: 'none' })
    server.tool('fails', {}, () => {
      throw new ToolError('No', { code: 'NOT_FOUND' })
    })
    server.use(rateLimit({ limit: 1, per: '1h' }))
    const call = (name: string) => dispatch(server.runtime, { method: 'tools/call', params: { name } })
    await drop()
    await drop()
    await call('fails')
    await call('made-up')
    await turn()
    expect(records.map(({ type, name, outcome, code }) => [type, name, outcome, code])).toEqual([
      ['call.end', 'drop', 'ok', undefined],
      ['limit.refused', 'drop', undefined, undefined],
      ['call.end', 'drop', 'refused', 'RATE_LIMITED'],
      ['call.end', 'fails', 'failed', 'NOT_FOUND'],
      ['call.end', 'made-up', 'refused', 'NOT_FOUND'],
    ])
  })

  it('is recorded once where the trail stands around it twice', async () => {
    const { server, trail, records } = setUp()
    server.tool('t', { use: [trail] }, () => 'x')
    await dispatch(server.runtime, { method: 'tools/call', params: { name: 't' } })
    await turn()
    expect(typesIn(records)).toEqual(['call.begin', 'call.end'])
  })

  it('is not recorded where only a list is asked for', async () => {
    const { server, records } = setUp()
    await dispatch(server.runtime, { method: 'tools/list', params: {} })
    await turn()
    expect(records).toEqual([])
  })
})

describe('a trail that cannot be written', () => {
  it.each<[ToolAnnotations, AuditTrailOptions['required'], number]>([
    [{}, 'destructive', 0],
    [{ destructiveHint: true }, 'destructive', 0],
    [{ readOnlyHint: false }, 'destructive', 0],
    [{ destructiveHint: false }, 'destructive', 1],
    [{ readOnlyHint: true }, 'destructive', 1],
    [{ readOnlyHint: true, destructiveHint: true }, 'destructive', 1],
    [{ readOnlyHint: true }, 'all', 0],
    [{ destructiveHint: true }, 'none', 1],
  ])(
    'lets a tool with %j, where %s calls must be recorded, run %i times',
    async (annotations, required, expected) => {
      const { disk, drop, runs, log } = setUp({ ...(required ? { required } : {}) }, annotations)
      disk.isFull = true
      const failure = failureIn(await drop())
      expect(runs()).toBe(expected)
      if (expected === 0)
        expect(failure).toMatchObject({
          code: 'RESOURCE_EXHAUSTED',
          message: expect.stringContaining('cannot be recorded'),
        })
      expect(log.lines.map(({ event }) => event)).toEqual(['audit.failed'])
    },
  )

  it('works again as soon as it can be, and says what was lost', async () => {
    const { disk, drop, runs, records, log } = setUp()
    disk.isFull = true
    await drop()
    await drop()
    expect(log.lines).toHaveLength(1)
    disk.isFull = false
    await drop()
    expect(runs()).toBe(1)
    expect(typesIn(records)).toEqual(['audit.lost', 'call.begin', 'call.end'])
    expect(records[0]?.count).toBeGreaterThan(0)
    expect(records[0]?.seq).toBeGreaterThan(1)
  })

  it('is told by a sink that takes too long', async () => {
    const { clock, drop, runs } = setUp({ sink: { write: () => new Promise(() => {}) }, timeoutMs: 50 })
    const outcome = drop()
    await turn()
    clock.advance(50)
    expect(failureIn(await outcome)?.code).toBe('RESOURCE_EXHAUSTED')
    expect(runs()).toBe(0)
  })

  it('does not fill the memory: what is too much is lost', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const records: AuditRecord[] = []
    const sink = {
      async write(entries: readonly AuditEntry[]) {
        await promise
        records.push(...entries.map(({ record }) => record))
      },
    }
    const { server, trail, drop } = setUp({ sink, maxPending: 3 })
    for (let n = 0; n < 10; n++) server.runtime.events.emit('auth.failed', { fault: 'wrong', path: '/mcp' })
    expect(failureIn(await drop())?.code).toBe('RESOURCE_EXHAUSTED')
    resolve()
    await trail.close()
    expect(typesIn(records)).toEqual(['audit.lost', 'auth.failed', 'auth.failed', 'auth.failed'])
    expect(records[0]).toMatchObject({ count: 8 })
  })
})

it('says at its end what was lost last', async () => {
  const { server, disk, trail, records } = setUp()
  disk.isFull = true
  server.runtime.events.emit('auth.failed', { fault: 'wrong', path: '/mcp' })
  await turn()
  disk.isFull = false
  await trail.close()
  expect(records).toMatchObject([{ type: 'audit.lost', count: 1 }])
})

describe('what happens beside calls', () => {
  it('is recorded where it concerns security', () => {
    const { server, records } = setUp()
    const { events } = server.runtime
    const held = { kind: 'tool', name: 't', from: 'closed', to: 'open' } as const
    events.emit('auth.failed', { fault: 'wrong', path: '/mcp' })
    events.emit('access.denied', { name: 'drop', missing: ['write'] })
    events.emit('security.refused', { what: 'url', subject: 'http://ann:hunter2@10.0.0.1/', rule: 'form' })
    events.emit('limit.refused', { kind: 'tool', name: 't', limit: 'burst' })
    events.emit('breaker.changed', { ...held, forced: 'open' })
    events.emit('breaker.changed', { ...held, forced: undefined })
    events.emit('operator.action', { action: 'tool.disable', subject: 'drop', by: 'root' })
    events.emit('cache.hit', { kind: 'tool', name: 't' })
    return turn().then(() => {
      expect(typesIn(records)).toEqual([
        'auth.failed',
        'access.denied',
        'security.refused',
        'limit.refused',
        'breaker.changed',
        'operator.action',
      ])
      expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
      expect(JSON.stringify(records)).not.toContain('hunter2')
    })
  })
})
