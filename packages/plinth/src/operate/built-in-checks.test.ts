import { describe, expect, it, vi } from 'vitest'
import { eventLoopCheck } from './event-loop-check.ts'
import { type Readings, systemCheck } from './system-check.ts'
import { breakersCheck, programsCheck } from './tool-checks.ts'

const signal = new AbortController().signal

/** A machine on which a test decides what is in use. */
const machine = () => {
  const state = { idleMs: 0, totalMs: 0, memory: 50, disk: 50 }
  const readings: Readings = {
    cpu: () => ({ idleMs: state.idleMs, totalMs: state.totalMs }),
    memory: () => ({ available: 100 - state.memory, total: 100 }),
    disk: async () => ({ used: state.disk, available: 100 - state.disk }),
  }
  return { state, readings }
}

describe('the system check', () => {
  it('does not know processor use in the first round, and then tells that since the round before', async () => {
    const { state, readings } = machine()
    const check = systemCheck({ readings })
    expect(await check.check(signal)).toMatchObject({ status: 'healthy', metadata: { cpu_percent: null } })
    state.totalMs += 10_000
    state.idleMs += 7_500
    expect(await check.check(signal)).toMatchObject({ status: 'healthy', metadata: { cpu_percent: 25 } })
    state.totalMs += 10_000
    state.idleMs += 1_000
    expect(await check.check(signal)).toMatchObject({
      status: 'degraded',
      message: 'CPU: 90 % in use, more than 80 %',
      metadata: { cpu_percent: 90 },
    })
  })

  it.each([
    [80, 80, 'healthy', 'Enough of everything'],
    [81, 50, 'degraded', 'memory: 81 % in use, more than 80 %'],
    [50, 80.1, 'degraded', 'disk: 80.1 % in use, more than 80 %'],
    [90, 95, 'degraded', 'memory: 90 % in use, more than 80 %; disk: 95 % in use, more than 80 %'],
  ] as const)(
    'with %d %% of memory and %d %% of disk in use is %s',
    async (memory, disk, status, message) => {
      const { state, readings } = machine()
      Object.assign(state, { memory, disk })
      expect(await systemCheck({ readings }).check(signal)).toMatchObject({ status, message })
    },
  )

  it('takes the limits that it is given', async () => {
    const { readings } = machine()
    expect(await systemCheck({ readings, memoryPercent: 40 }).check(signal)).toMatchObject({
      status: 'degraded',
      message: 'memory: 50 % in use, more than 40 %',
    })
  })

  it('reads this machine without waiting', async () => {
    const { metadata } = await systemCheck().check(signal)
    for (const name of ['memory_percent', 'disk_percent']) {
      expect(metadata?.[name]).toBeGreaterThan(0)
      expect(metadata?.[name]).toBeLessThanOrEqual(100)
    }
    expect(metadata?.processors).toBeGreaterThan(0)
  })
})

describe('the event loop check', () => {
  const delays = (p99Ms: number) => ({
    count: 10,
    mean: 21e6,
    max: 400e6,
    enable: vi.fn(() => true),
    disable: vi.fn(() => true),
    reset: vi.fn(),
    percentile: () => p99Ms * 1e6,
  })

  it.each([
    [20, 'healthy', 'The event loop is on time'],
    [300, 'degraded', 'The event loop is late: 300 ms at the 99th percentile, more than 250 ms'],
  ] as const)('with %d ms is %s', async (p99, status, message) => {
    const histogram = delays(p99)
    const check = eventLoopCheck({ histogram })
    expect(await check.check(signal)).toEqual({
      status,
      message,
      metadata: { p99_ms: p99, mean_ms: 21, max_ms: 400 },
    })
    expect(histogram.reset).toHaveBeenCalledOnce()
    check.stop?.()
    expect(histogram.disable).toHaveBeenCalledOnce()
  })

  it('has nothing to tell before anything was counted', async () => {
    const check = eventLoopCheck()
    expect(await check.check(signal)).toMatchObject({
      status: 'healthy',
      metadata: { p99_ms: 0, mean_ms: 0 },
    })
    check.stop?.()
  })
})

describe('the programs check', () => {
  const program = (command: string, there: boolean) => ({ command, available: async () => there })

  it.each([
    [[program('nmap', true)], 'healthy', 'Every program that tools run is there', { nmap: true }],
    [
      [program('nmap', true), program('ping', false)],
      'degraded',
      'Not installed: ping',
      { nmap: true, ping: false },
    ],
  ] as const)('%#', async (programs, status, message, metadata) => {
    expect(await programsCheck(() => programs).check(signal)).toEqual({ status, message, metadata })
  })
})

describe('the breakers check', () => {
  it('names those that are not closed, and is informational', async () => {
    const check = breakersCheck(() => [
      { tool: 'nmap', state: 'open' },
      { tool: 'ping', state: 'closed' },
    ])
    expect(check.priority).toBe('informational')
    expect(await check.check(signal)).toEqual({
      status: 'degraded',
      message: 'nmap: open',
      metadata: { nmap: 'open', ping: 'closed' },
    })
  })

  it('shows which are held, also closed', async () => {
    const check = breakersCheck(() => [{ tool: 'nmap', state: 'closed', held: true }])
    expect(await check.check(signal)).toMatchObject({ message: 'nmap: closed (held by an operator)' })
  })

  it('is healthy where all are closed', async () => {
    expect(await breakersCheck(() => []).check(signal)).toMatchObject({ status: 'healthy' })
  })
})
