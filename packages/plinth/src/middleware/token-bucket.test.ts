import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { type BucketLimit, memoryBuckets } from './token-bucket.ts'

const bucket = (capacity: number, refillMs: number, name = 'sustained'): BucketLimit => ({
  name,
  capacity,
  refillMs,
})

const setUp = (limits: readonly BucketLimit[], maxKeys?: number) => {
  const clock = fakeClock()
  const buckets = memoryBuckets({ clock, ...(maxKeys ? { maxKeys } : {}) })
  const take = (key = 'ann') => buckets.take(key, limits)
  const count = (times: number, key?: string) =>
    Array.from({ length: times }, () => take(key)).filter(({ allowed }) => allowed).length
  return { clock, buckets, take, count }
}

describe('one bucket', () => {
  it('gives what it holds, then one token each time that one has come back', () => {
    const { clock, take, count } = setUp([bucket(10, 6_000)])
    expect(count(11)).toBe(10)
    expect(take()).toEqual({ allowed: false, limit: 'sustained', retryAfterMs: 6_000 })
    clock.advance(5_999)
    expect(take()).toMatchObject({ allowed: false, retryAfterMs: 1 })
    clock.advance(1)
    expect(count(2)).toBe(1)
    clock.advance(3_600_000)
    expect(count(11)).toBe(10)
  })

  it('gives a client that comes at the rate all that it asks for', () => {
    const { clock, take } = setUp([bucket(1, 1_000 / 3)])
    for (let n = 0; n < 1_000; n++) {
      expect(take()).toEqual({ allowed: true })
      clock.advance(334)
    }
  })

  it('is not closed by a clock that is set back', () => {
    const { clock, count } = setUp([bucket(2, 1_000)])
    expect(count(3)).toBe(2)
    clock.advance(-3_600_000)
    expect(count(1)).toBe(0)
    clock.advance(1_000)
    expect(count(2)).toBe(1)
  })
})

it('takes of all buckets or of none, and names the one that is empty', () => {
  const { clock, take, count } = setUp([bucket(2, 100, 'burst'), bucket(3, 10_000)])
  expect(count(2)).toBe(2)
  expect(take()).toEqual({ allowed: false, limit: 'burst', retryAfterMs: 100 })
  clock.advance(200)
  expect(count(1)).toBe(1)
  expect(take()).toEqual({ allowed: false, limit: 'sustained', retryAfterMs: 9_800 })
})

describe('many keys', () => {
  it('stay within the bound, and gain nothing beyond it: newcomers share one bucket', () => {
    const { buckets, take } = setUp([bucket(10, 6_000)], 1_000)
    let allowed = 0
    for (let round = 0; round < 20; round++)
      for (let n = 0; n < 5_000; n++) if (take(`key ${n}`).allowed) allowed += 1
    expect(buckets.size).toBe(1_000)
    expect(allowed).toBe(1_001 * 10)
  })

  it('lose their bucket only when it is full', () => {
    const { clock, buckets, count } = setUp([bucket(2, 1_000)], 2)
    expect([count(3, 'a'), count(1, 'b')]).toEqual([2, 1])
    expect(count(5, 'c')).toBe(2)
    clock.advance(1_000)
    expect(count(3, 'd')).toBe(2)
    expect(buckets.size).toBe(2)
    expect(count(2, 'a')).toBe(1)
    expect(count(2, 'b')).toBe(1)
  })

  it('are given room by buckets that became full after others were looked through', () => {
    const { clock, count } = setUp([bucket(2, 1_000)], 2)
    count(2, 'a')
    count(2, 'b')
    count(1, 'full house')
    clock.advance(2_000)
    count(1, 'c')
    clock.advance(500)
    count(1, 'd')
    count(2, 'shared')
    clock.advance(500)
    expect(count(2, 'new')).toBe(2)
  })
})

it('never gives more than the buckets held and what came back, whatever the keys and the times', () => {
  const step = fc.record({ key: fc.nat(30), wait: fc.nat(700), times: fc.nat(8) })
  const limits = [bucket(3, 70, 'burst'), bucket(5, 400)]
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (steps, maxKeys) => {
      const { clock, buckets, count } = setUp(limits, maxKeys)
      const start = clock.now()
      let allowed = 0
      const byKey = new Map<number, number>()
      for (const { key, wait, times } of steps) {
        clock.advance(wait)
        const now = count(times, `${key}`)
        allowed += now
        byKey.set(key, (byKey.get(key) ?? 0) + now)
        expect(buckets.size).toBeLessThanOrEqual(maxKeys)
      }
      const each = Math.floor(5 + (clock.now() - start) / 400 + 1e-6)
      expect(allowed).toBeLessThanOrEqual(each * (maxKeys + 1))
    }),
  )
})

it('lets a client in that waits for as long as it was told, and not a millisecond before', () => {
  const limit = fc.record({
    capacity: fc.integer({ min: 1, max: 20 }),
    refillMs: fc.integer({ min: 2, max: 9_999 }),
  })
  fc.assert(
    fc.property(limit, limit, fc.array(fc.nat(3_000), { maxLength: 30 }), (one, two, waits) => {
      const { clock, take } = setUp([
        { name: 'burst', ...one },
        { name: 'sustained', ...two },
      ])
      for (const wait of waits) {
        clock.advance(wait)
        let taken = take()
        while (!taken.allowed) {
          const { limit: last, retryAfterMs } = taken
          if (retryAfterMs > 1) {
            clock.advance(retryAfterMs - 1)
            expect(take()).toMatchObject({ allowed: false, limit: last, retryAfterMs: 1 })
          }
          clock.advance(1)
          taken = take()
          if (!taken.allowed) expect(taken.limit).not.toBe(last)
        }
      }
    }),
  )
})
