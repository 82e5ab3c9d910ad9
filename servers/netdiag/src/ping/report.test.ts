import { describe, expect, it } from 'vitest'
import { pingStatistics } from './report.ts'

describe('pingStatistics', () => {
  it('counts and averages', () => {
    expect(pingStatistics(4, 3, [1, 2, 3])).toEqual({
      reachable: true,
      sent: 4,
      received: 3,
      lossPercent: 25,
      latencyMs: { min: 1, avg: 2, max: 3, deviation: 0.816 },
    })
  })

  it('has no latency when nothing came back, and divides by nothing', () => {
    expect(pingStatistics(3, 0, [])).toEqual({ reachable: false, sent: 3, received: 0, lossPercent: 100 })
    expect(pingStatistics(0, 0, [])).toMatchObject({ lossPercent: 100 })
    expect(pingStatistics(3, 2, [1, 1])).toMatchObject({ lossPercent: 33.3 })
  })
})
