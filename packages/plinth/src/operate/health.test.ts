import { describe, expect, it, vi } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { createHealth, type HealthOptions } from './health.ts'
import type { CheckResult, HealthCheck } from './health-check.ts'

const settled = () => new Promise(resolve => setImmediate(resolve))

const setUp = (options: Partial<HealthOptions> = {}) => {
  const clock = fakeClock()
  const health = createHealth({
    service: 'weather',
    version: '1.2.3',
    transport: 'http',
    intervalMs: 30_000,
    timeoutMs: 10_000,
    clock,
    ...options,
  })
  const add = (
    name: string,
    check: HealthCheck['check'] = () => ({ status: 'healthy' }),
    priority: HealthCheck['priority'] = 'medium',
  ) => health.register({ name, priority, check })
  return { clock, health, add }
}

describe('health', () => {
  it('reports in the documented shape', async () => {
    const { health, add } = setUp()
    add('database', () => ({ status: 'healthy', message: 'Connected', metadata: { pool: 3 } }), 'critical')
    health.start()
    await settled()
    expect(health.report()).toEqual({
      status: 'healthy',
      timestamp: '2023-11-14T22:13:20.000Z',
      service: 'weather',
      version: '1.2.3',
      transport: 'http',
      checks: {
        database: {
          status: 'healthy',
          message: 'Connected',
          priority: 'critical',
          checked_at: '2023-11-14T22:13:20.000Z',
          duration: 0,
          metadata: { pool: 3 },
        },
      },
      summary: { total: 1, healthy: 1, degraded: 0, unhealthy: 0, stale: 0 },
    })
  })

  it('is not healthy before it has looked', () => {
    const { health, add } = setUp()
    add('database')
    expect(health.report()).toMatchObject({
      status: 'degraded',
      checks: { database: { stale: true, message: 'Not checked yet' } },
    })
  })

  it('without any check is healthy', () => {
    expect(setUp().health.report()).toMatchObject({ status: 'healthy', summary: { total: 0 } })
  })

  it('looks again after the interval, and not before', async () => {
    const { clock, health, add } = setUp()
    const check = vi.fn((): CheckResult => ({ status: 'healthy' }))
    add('database', check)
    health.start()
    health.start()
    await settled()
    clock.advance(29_999)
    await settled()
    expect(check).toHaveBeenCalledTimes(1)
    clock.advance(1)
    await settled()
    expect(check).toHaveBeenCalledTimes(2)
    health.stop()
    expect(clock.pending).toBe(0)
  })

  it('gives up a check that takes too long, and does not start it twice', async () => {
    const { clock, health, add } = setUp()
    const signals: AbortSignal[] = []
    add(
      'hanging',
      signal => {
        signals.push(signal)
        return new Promise(() => {})
      },
      'critical',
    )
    add('other')
    health.start()
    await settled()
    expect(health.report().checks.other?.status).toBe('healthy')
    clock.advance(10_000)
    await settled()
    expect(signals[0]?.aborted).toBe(true)
    expect(health.report()).toMatchObject({
      status: 'unhealthy',
      checks: {
        hanging: { status: 'unhealthy', duration: 10_000, message: 'The check took more than 10000 ms' },
      },
    })
    for (let round = 0; round < 4; round += 1) {
      clock.advance(30_000)
      await settled()
    }
    expect(signals).toHaveLength(1)
    expect(health.report().checks.hanging?.stale).toBe(true)
    expect(health.report().checks.other?.stale).toBeUndefined()
  })

  it('takes an answer that comes after its time for none', async () => {
    const { clock, health, add } = setUp()
    const { promise, resolve } = Promise.withResolvers<CheckResult>()
    add('late', () => promise)
    health.start()
    clock.advance(10_000)
    resolve({ status: 'healthy' })
    await settled()
    expect(health.report().checks.late?.status).toBe('unhealthy')
    clock.advance(20_000)
    await settled()
    expect(health.report().checks.late?.status).toBe('healthy')
  })

  it('runs a few checks at once', async () => {
    const { health, add } = setUp({ concurrency: 2 })
    const waiting: (() => void)[] = []
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      add(name, () => new Promise(resolve => waiting.push(() => resolve({ status: 'healthy' }))))
    health.start()
    for (const expected of [2, 2, 1]) {
      await settled()
      expect(waiting).toHaveLength(expected)
      for (const finish of waiting.splice(0)) finish()
    }
    await settled()
    expect(health.report().summary).toMatchObject({ total: 5, healthy: 5 })
  })

  it('marks as stale what nobody looked at any more', async () => {
    const { clock, health, add } = setUp()
    add('database')
    health.start()
    await settled()
    health.stop()
    clock.advance(70_000)
    expect(health.report().status).toBe('healthy')
    clock.advance(1)
    expect(health.report()).toMatchObject({
      status: 'degraded',
      checks: { database: { status: 'healthy', stale: true } },
      summary: { stale: 1 },
    })
  })

  it.each<[string, HealthCheck['check'], string]>([
    [
      'throws',
      () => {
        throw new Error('cannot connect to postgres://me:hunter2hunter2@db/')
      },
      'cannot connect to',
    ],
    ['rejects', () => Promise.reject(new Error('gone')), 'gone'],
    ['returns nothing', () => undefined as never, 'The check gave no status'],
    ['returns another status', () => ({ status: 'fine' }) as never, 'The check gave no status'],
  ])('a check that %s is unhealthy', async (_, check, message) => {
    const { health, add } = setUp()
    add('bad', check)
    health.start()
    await settled()
    const report = health.report()
    expect(report.checks.bad).toMatchObject({
      status: 'unhealthy',
      message: expect.stringContaining(message),
    })
    expect(JSON.stringify(report)).not.toContain('hunter2')
  })

  it('shows metadata that is no JSON', async () => {
    const { health, add } = setUp()
    const circle: Record<string, unknown> = { big: 1n, password: 'correct horse' }
    circle.self = circle
    add('odd', () => ({ status: 'healthy', metadata: circle }))
    health.start()
    await settled()
    expect(JSON.stringify(health.report())).not.toContain('correct horse')
  })

  it('says when the whole changes, and because of what', async () => {
    const log = recordingLog()
    const { clock, health, add } = setUp({ log })
    let status: CheckResult['status'] = 'healthy'
    add('database', () => ({ status }), 'high')
    add('breakers', () => ({ status: 'degraded' }), 'informational')
    health.start()
    await settled()
    expect(log.lines).toEqual([])
    for (const next of ['unhealthy', 'unhealthy', 'healthy'] as const) {
      status = next
      clock.advance(30_000)
      await settled()
    }
    expect(log.lines).toMatchObject([
      { level: 'warning', event: 'health.changed', fields: { to: 'unhealthy', because: ['database'] } },
      { level: 'info', event: 'health.changed', fields: { to: 'healthy', because: [] } },
    ])
  })

  it('takes a check out again', async () => {
    const { health, add } = setUp()
    const remove = add('database')
    remove()
    expect(health.report().checks).toEqual({})
  })

  it('lets checks give back what they hold', () => {
    const { health } = setUp()
    const stop = vi.fn()
    health.register({ name: 'held', priority: 'low', check: () => ({ status: 'healthy' }), stop })
    health.stop()
    expect(stop).toHaveBeenCalledOnce()
  })

  it('refuses what makes no sense', () => {
    const { add } = setUp()
    add('database')
    expect(() => add('database')).toThrow('There is a health check "database" already')
    expect(() => add('')).toThrow('needs a name')
    expect(() => setUp({ timeoutMs: 0 })).toThrow('timeoutMs must be a number from 1')
  })
})
