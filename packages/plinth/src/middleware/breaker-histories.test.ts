import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { type BreakerOutcome, type BreakerPermit, createBreaker } from './breaker.ts'

it.each([
  { threshold: 0 },
  { threshold: 1.5 },
  { recoveryMs: Number.NaN },
  { maxRecoveryMs: Number.NaN },
  { growth: 0.5 },
  { jitter: 2 },
  { successesToClose: 0 },
])('refuses %o by name', options => {
  const [name = ''] = Object.keys(options)
  expect(() => createBreaker(options)).toThrow(new RegExp(`${name} must be`))
})

it('lets a probe through although the wall clock was set back by a day', () => {
  let now = 1_700_000_000_000
  const breaker = createBreaker({
    threshold: 1,
    jitter: 0,
    clock: { now: () => now, after: () => () => {} },
  })
  const leave = breaker.check()
  if (leave.allowed) leave.settle('failure')
  now -= 86_400_000
  expect(breaker.check()).toEqual({ allowed: false, retryAfterMs: 60_000 })
  now += 60_000
  expect(breaker.state).toBe('half_open')
})

describe('whatever happened before', () => {
  const step = fc.record({
    act: fc.constantFrom('begin', 'begin', 'settle', 'settle', 'settle', 'advance', 'force'),
    outcome: fc.constantFrom<BreakerOutcome>('success', 'failure', 'failure', 'neutral'),
    which: fc.nat(20),
    ms: fc.constantFrom(1, 59_999, 60_000, 400_000),
    forced: fc.constantFrom('open' as const, 'closed' as const, undefined),
  })
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
  const histories = fc.array(step, { minLength: 20, maxLength: 100, size: 'max' })

  const run = (steps: readonly Step[]) => {
    const clock = fakeClock()
    const breaker = createBreaker({ threshold: 2, clock })
    const pending: BreakerPermit[] = []
    const probes = new Set<BreakerPermit>()
    const seen = { probesAtOnce: 0, halfOpen: 0 }
    const begin = (probing: boolean) => {
      const leave = breaker.check()
      if (!leave.allowed) return
      pending.push(leave)
      if (probing) probes.add(leave)
    }
    for (const { act, outcome, which, ms, forced } of steps) {
      const probing = breaker.state === 'half_open'
      if (probing) seen.halfOpen += 1
      else probes.clear()
      if (act === 'begin') begin(probing)
      if (act === 'settle') {
        for (const permit of pending.splice(which % Math.max(1, pending.length), 1)) {
          permit.settle(outcome)
          probes.delete(permit)
        }
      }
      if (act === 'advance') clock.advance(ms)
      if (act === 'force') breaker.force(forced)
      seen.probesAtOnce = Math.max(seen.probesAtOnce, probes.size)
    }
    return { clock, breaker, pending, seen }
  }

  it('never has two probes at once', () => {
    let halfOpen = 0
    fc.assert(
      fc.property(histories, steps => {
        const { seen } = run(steps)
        halfOpen += seen.halfOpen
        expect(seen.probesAtOnce).toBeLessThanOrEqual(1)
      }),
    )
    expect(halfOpen).toBeGreaterThan(5)
  })

  it('closes once what was pending has ended and a call succeeds', () => {
    fc.assert(
      fc.property(histories, steps => {
        const { clock, breaker, pending } = run(steps)
        for (const permit of pending) permit.settle('neutral')
        breaker.force(undefined)
        clock.advance(330_000)
        const leave = breaker.check()
        if (leave.allowed) leave.settle('success')
        expect(breaker.state).toBe('closed')
        expect(breaker.snapshot()).toMatchObject({ failures: 0, recoveryMs: 60_000 })
      }),
    )
  })
})
