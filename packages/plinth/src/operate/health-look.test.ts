import { expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { createHealth } from './health.ts'
import type { CheckResult } from './health-check.ts'

const setUp = async () => {
  const log = recordingLog()
  const clock = fakeClock()
  const health = createHealth({
    service: 'weather',
    version: '1.2.3',
    transport: 'http',
    clock,
    log,
  })
  const found: { status: CheckResult['status'] } = { status: 'healthy' }
  let others = 0
  health.register({ name: 'breakers', priority: 'medium', check: () => ({ ...found }) })
  health.register({
    name: 'other',
    priority: 'medium',
    check: () => {
      others += 1
      return { status: 'healthy' }
    },
  })
  return { health, clock, found, log, others: () => others }
}

it('looks at one thing between two rounds when told to, and says when that changes the whole', async () => {
  const { health, found, log, others } = await setUp()
  health.start()
  await new Promise(resolve => setImmediate(resolve))
  found.status = 'degraded'
  expect(health.report().checks.breakers?.status).toBe('healthy')
  await health.look('breakers')
  expect(health.report().checks.breakers?.status).toBe('degraded')
  expect(log.lines).toMatchObject([{ event: 'health.changed', fields: { to: 'degraded' } }])
  expect(others()).toBe(1)
})

it('looks at nothing that it does not know, nor before it has started or once it has stopped', async () => {
  const { health, found } = await setUp()
  await health.look('breakers')
  expect(health.report().checks.breakers?.stale).toBe(true)
  health.start()
  await new Promise(resolve => setImmediate(resolve))
  await health.look('no such check')
  health.stop()
  found.status = 'degraded'
  await health.look('breakers')
  expect(health.report().checks.breakers?.status).toBe('healthy')
})

it('says when it has looked, which may be a while before somebody asks', async () => {
  const { health, clock } = await setUp()
  expect(health.report().checks.breakers).not.toHaveProperty('checked_at')
  health.start()
  await new Promise(resolve => setImmediate(resolve))
  const first = health.report().timestamp
  clock.advance(29_000)
  const { timestamp, checks } = health.report()
  expect(timestamp).not.toBe(first)
  expect(checks.breakers?.checked_at).toBe(first)
  await health.look('breakers')
  expect(health.report().checks.breakers?.checked_at).toBe(timestamp)
})
