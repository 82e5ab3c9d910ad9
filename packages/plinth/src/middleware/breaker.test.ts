import { describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import {
  type Breaker,
  type BreakerChange,
  type BreakerOptions,
  type BreakerOutcome,
  createBreaker,
} from './breaker.ts'

const setUp = (options: BreakerOptions = {}) => {
  const clock = fakeClock()
  const changes: BreakerChange[] = []
  const onChange = (change: BreakerChange) => changes.push(change)
  const breaker = createBreaker({ jitter: 0, ...options, clock, onChange })
  return { clock, breaker, changes }
}

const begin = (breaker: Breaker) => {
  const leave = breaker.check()
  if (!leave.allowed) throw new Error(`refused, retry after ${leave.retryAfterMs}`)
  return leave
}

const call = (breaker: Breaker, outcome: BreakerOutcome, times = 1) => {
  for (let i = 0; i < times; i++) begin(breaker).settle(outcome)
}

describe('the cycle', () => {
  it('opens, fails fast, probes, re-opens for longer, probes again and closes for good', () => {
    const { clock, breaker, changes } = setUp()
    call(breaker, 'failure', 4)
    expect(breaker.state).toBe('closed')
    call(breaker, 'failure')
    expect(breaker.check()).toEqual({ allowed: false, retryAfterMs: 60_000 })

    clock.advance(59_999)
    expect(breaker.check()).toEqual({ allowed: false, retryAfterMs: 1 })
    clock.advance(1)
    call(breaker, 'failure')
    expect(breaker.check()).toEqual({ allowed: false, retryAfterMs: 90_000 })

    clock.advance(90_000)
    call(breaker, 'success')
    expect(breaker.state).toBe('closed')
    call(breaker, 'failure', 4)
    expect(breaker.state).toBe('closed')
    expect(changes.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      'closed > open',
      'open > half_open',
      'half_open > open',
      'open > half_open',
      'half_open > closed',
    ])
  })

  it('counts consecutive failures only', () => {
    const { breaker } = setUp({ threshold: 3 })
    call(breaker, 'failure', 2)
    call(breaker, 'success')
    call(breaker, 'failure', 2)
    expect(breaker.state).toBe('closed')
    expect(breaker.snapshot().failures).toBe(2)
  })

  it('shows half-open as soon as it is due, without being asked for a call', () => {
    const { clock, breaker } = setUp({ threshold: 1 })
    call(breaker, 'failure')
    expect(breaker.snapshot()).toMatchObject({ state: 'open', retryAfterMs: 60_000, failures: 1 })
    clock.advance(60_000)
    expect(breaker.snapshot()).toMatchObject({ state: 'half_open', retryAfterMs: 0 })
  })
})

describe('half-open', () => {
  const halfOpen = (options: BreakerOptions = {}) => {
    const made = setUp({ threshold: 1, ...options })
    call(made.breaker, 'failure')
    made.clock.advance(60_000)
    return made
  }

  it('lets exactly one probe through, and fails the others fast', () => {
    const { breaker } = halfOpen()
    const probe = begin(breaker)
    expect(breaker.check()).toEqual({ allowed: false, retryAfterMs: 1_000 })
    expect(breaker.check().allowed).toBe(false)
    probe.settle('success')
    expect(breaker.state).toBe('closed')
  })

  it('frees the probe on a neutral outcome, which counts neither way', () => {
    const { breaker } = halfOpen()
    call(breaker, 'neutral', 3)
    expect(breaker.state).toBe('half_open')
    call(breaker, 'success')
    expect(breaker.state).toBe('closed')
  })

  it('ignores a permit that is settled twice', () => {
    const { breaker } = halfOpen({ successesToClose: 2 })
    const first = begin(breaker)
    first.settle('success')
    const second = begin(breaker)
    first.settle('success')
    expect(breaker.state).toBe('half_open')
    expect(breaker.check().allowed).toBe(false)
    second.settle('success')
    expect(breaker.state).toBe('closed')
  })

  it('wants as many consecutive successes as it is told', () => {
    const { clock, breaker } = halfOpen({ successesToClose: 3 })
    call(breaker, 'success', 2)
    call(breaker, 'failure')
    expect(breaker.state).toBe('open')
    clock.advance(90_000)
    call(breaker, 'success', 2)
    expect(breaker.state).toBe('half_open')
    call(breaker, 'success')
    expect(breaker.state).toBe('closed')
  })
})

it('opens again on the first failed probe, whatever the threshold', () => {
  const { clock, breaker } = setUp({ threshold: 3, successesToClose: 2 })
  call(breaker, 'failure', 3)
  clock.advance(60_000)
  call(breaker, 'success')
  call(breaker, 'failure')
  expect(breaker.state).toBe('open')
})

describe('late results', () => {
  it('do not count once the breaker has opened', () => {
    const { clock, breaker } = setUp({ threshold: 1 })
    const [slow, slower] = [begin(breaker), begin(breaker)]
    call(breaker, 'failure')
    slow.settle('success')
    expect(breaker.state).toBe('open')
    clock.advance(60_000)
    begin(breaker)
    slower.settle('failure')
    expect(breaker.state).toBe('half_open')
  })

  it('do not count after it has closed again', () => {
    const { clock, breaker } = setUp({ threshold: 1 })
    const slow = begin(breaker)
    call(breaker, 'failure')
    clock.advance(60_000)
    call(breaker, 'success')
    slow.settle('failure')
    expect(breaker.state).toBe('closed')
  })
})

describe('the recovery time', () => {
  const recoveries = (options: BreakerOptions, times: number) => {
    const { clock, breaker } = setUp({ threshold: 1, ...options })
    return Array.from({ length: times }, () => {
      call(breaker, 'failure')
      const { retryAfterMs } = breaker.snapshot()
      clock.advance(retryAfterMs)
      return retryAfterMs
    })
  }

  it('grows by half at each re-opening, to the maximum', () => {
    expect(recoveries({}, 7)).toEqual([60_000, 90_000, 135_000, 202_500, 300_000, 300_000, 300_000])
  })

  it('starts afresh after closing', () => {
    const { clock, breaker } = setUp({ threshold: 1 })
    call(breaker, 'failure')
    clock.advance(60_000)
    call(breaker, 'failure')
    clock.advance(90_000)
    call(breaker, 'success')
    call(breaker, 'failure')
    expect(breaker.snapshot().retryAfterMs).toBe(60_000)
  })

  it.each([
    [0, 54_000],
    [0.5, 60_000],
    [1, 66_000],
  ])('varies by a tenth: random %d gives %d ms', (random, expected) => {
    expect(recoveries({ jitter: 0.1, random: () => random }, 1)).toEqual([expected])
  })

  it('never shrinks when the maximum is below the recovery time', () => {
    expect(recoveries({ recoveryMs: 600_000 }, 2)).toEqual([600_000, 600_000])
  })
})

describe('forced by an operator', () => {
  it('stays open whatever the time', () => {
    const { clock, breaker } = setUp()
    breaker.force('open')
    clock.advance(1e9)
    expect(breaker.check()).toEqual({ allowed: false, retryAfterMs: 60_000 })
    expect(breaker.snapshot()).toMatchObject({ state: 'open', forced: 'open' })
  })

  it('stays closed whatever the outcomes', () => {
    const { breaker } = setUp({ threshold: 1 })
    call(breaker, 'failure')
    breaker.force('closed')
    call(breaker, 'failure', 20)
    expect(breaker.state).toBe('closed')
    expect(breaker.forced).toBe('closed')
  })

  it('starts clean when it is let go', () => {
    const { breaker, changes } = setUp({ threshold: 2 })
    const slow = begin(breaker)
    call(breaker, 'failure')
    breaker.force('open')
    breaker.force('open')
    breaker.force(undefined)
    slow.settle('failure')
    call(breaker, 'failure')
    expect(breaker.state).toBe('closed')
    call(breaker, 'failure')
    expect(breaker.state).toBe('open')
    expect(changes).toEqual([
      { from: 'closed', to: 'open', forced: 'open' },
      { from: 'open', to: 'closed', forced: undefined },
      { from: 'closed', to: 'open', forced: undefined },
    ])
  })

  it('does not close an open breaker by letting go of one that nobody holds', () => {
    const { breaker } = setUp({ threshold: 1 })
    call(breaker, 'failure')
    breaker.force(undefined)
    expect(breaker.state).toBe('open')
  })
})
