import { expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { type ToolTotals, watchTraffic } from './traffic.ts'

const turn = () => new Promise(resolve => setImmediate(resolve))

const setUp = (keep = 120) => {
  const clock = fakeClock(0)
  const log = recordingLog()
  let totals: ToolTotals = { ended: {}, durations: [] }
  let broken = false
  const traffic = watchTraffic({
    totals: async () => {
      if (broken) throw new Error('broken')
      return totals
    },
    intervalMs: 5_000,
    keep,
    clock,
    log,
  })
  const pass = async (next: ToolTotals = totals) => {
    totals = next
    await turn()
    clock.advance(5_000)
    await turn()
  }
  return {
    traffic,
    clock,
    log,
    pass,
    fail(next: boolean) {
      broken = next
    },
  }
}

const buckets = (...counts: [number, number][]) => counts.map(([upTo, count]) => ({ upTo, count }))

it('tells what was done in each interval, and not since the start', async () => {
  const { traffic, pass } = setUp()
  await pass({ ended: { success: 90, error: 10 }, durations: buckets([0.1, 100], [1, 100]) })
  await pass({
    ended: { success: 93, error: 11, timeout: 1, refused: 2 },
    durations: buckets([0.1, 100], [1, 105]),
  })
  await pass()
  expect(traffic.points()).toEqual([
    { at: 5_000, seconds: 5, calls: 100, failures: 10, refused: 0, p50: 0.05, p95: 0.095, p99: 0.099 },
    {
      at: 10_000,
      seconds: 5,
      calls: 7,
      failures: 2,
      refused: 2,
      p50: expect.closeTo(0.55),
      p95: expect.closeTo(0.955),
      p99: expect.closeTo(0.991),
    },
    { at: 15_000, seconds: 5, calls: 0, failures: 0, refused: 0, p50: 0, p95: 0, p99: 0 },
  ])
})

it('keeps so many points', async () => {
  const { traffic, pass } = setUp(2)
  for (let count = 0; count < 4; count++) await pass()
  expect(traffic.points().map(({ at }) => at)).toEqual([15_000, 20_000])
})

it('goes on after a reading that failed, over the longer interval', async () => {
  const { traffic, pass, fail, log } = setUp()
  fail(true)
  await pass()
  fail(false)
  await pass()
  expect(traffic.points().map(({ at, seconds }) => [at, seconds])).toEqual([[10_000, 10]])
  expect(log.lines.map(({ event }) => event)).toEqual(['traffic.failed'])
})

it('reads no more once it is stopped', async () => {
  const { traffic, clock, pass } = setUp()
  await pass()
  traffic.stop()
  expect(clock.pending).toBe(0)
})
