import { describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { createHealth } from './health.ts'
import { systemCheck } from './system-check.ts'

const settled = () => new Promise(resolve => setImmediate(resolve))

describe('health that is configured while it runs', () => {
  const setUp = () => {
    const clock = fakeClock()
    const health = createHealth({
      service: 'shop',
      version: '1',
      transport: 'http',
      clock,
      intervalMs: 60_000,
      timeoutMs: 10_000,
    })
    let looks = 0
    const answer = Promise.withResolvers<{ status: 'healthy' }>()
    health.register({
      name: 'database',
      priority: 'low',
      check: () => {
        looks += 1
        return looks > 2 ? answer.promise : { status: 'healthy' }
      },
    })
    health.start()
    const pass = async (ms: number) => {
      clock.advance(ms)
      await settled()
    }
    return { health, pass, looks: () => looks }
  }

  it('looks as often as it was told last, from the next round on', async () => {
    const { health, pass, looks } = setUp()
    await settled()
    health.configure({ intervalMs: 5_000 })
    await pass(5_000)
    expect(looks()).toBe(1)
    await pass(55_000)
    expect(looks()).toBe(2)
    await pass(5_000)
    expect(looks()).toBe(3)
  })

  it('is as patient as it was told last', async () => {
    const { health, pass } = setUp()
    await settled()
    health.configure({ intervalMs: 5_000, timeoutMs: 1_000 })
    await pass(60_000)
    await pass(5_000)
    await pass(1_000)
    expect(health.report().checks.database?.message).toBe('The check took more than 1000 ms')
  })

  it('calls stale what is older than two rounds of now', async () => {
    const { health, pass } = setUp()
    await settled()
    await pass(30_000)
    expect(health.report().summary.stale).toBe(0)
    health.configure({ intervalMs: 5_000, timeoutMs: 1_000 })
    expect(health.report().summary.stale).toBe(1)
  })

  it('stays as it was where the new values make no sense', () => {
    const { health } = setUp()
    expect(() => health.configure({ timeoutMs: 0 })).toThrow('timeoutMs must be a number from 1')
  })
})

it('limits of processors, memory and disk may change too', async () => {
  const check = systemCheck({
    readings: {
      cpu: () => ({ idleMs: 0, totalMs: 0 }),
      memory: () => ({ available: 50, total: 100 }),
      disk: async () => ({ available: 50, used: 50 }),
    },
  })
  const { signal } = new AbortController()
  expect(await check.check(signal)).toMatchObject({ status: 'healthy' })
  check.configure({ memoryPercent: 40 })
  expect(await check.check(signal)).toMatchObject({ message: 'memory: 50 % in use, more than 40 %' })
  check.configure({ memoryPercent: 60, diskPercent: 30 })
  expect(await check.check(signal)).toMatchObject({ message: 'disk: 50 % in use, more than 30 %' })
})
