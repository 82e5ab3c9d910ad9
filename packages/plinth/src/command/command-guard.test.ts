import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import type { FakeProcess } from './testing/fake-spawn.ts'
import { harness } from './testing/harness.ts'

const target = '10.0.0.1'

const until = async (condition: () => boolean) => {
  for (let tries = 0; tries < 200 && !condition(); tries++) await turn()
  expect(condition()).toBe(true)
}

describe('the circuit breaker of a tool', () => {
  it('opens, tries again after its time, and closes again', async () => {
    const clock = fakeClock()
    let code = 1
    const behave = (process: FakeProcess) => process.exit(code)
    const { call, fail, tool } = harness(clock, { breaker: { threshold: 2, recoverySec: 30 } }, { behave })
    await fail({ target })
    await fail({ target })
    expect(tool.command.breaker.state).toBe('open')
    clock.advance(30_000)
    expect(tool.command.breaker.state).toBe('half_open')
    code = 0
    await call({ target })
    expect(tool.command.breaker.state).toBe('closed')
    await call({ target })
  })

  it('does not count what the caller did wrong, or a program that is not there', async () => {
    const { fail, tool, files } = harness(fakeClock(), { breaker: { threshold: 1 } })
    await fail({ target: '8.8.8.8' })
    await fail({ target, extra_args: '-x' })
    files.delete('/bin/tool')
    await fail({ target })
    expect(tool.command.breaker.snapshot()).toMatchObject({ state: 'closed', failures: 0 })
  })

  it('is asked again after the wait: what opened meanwhile lets nobody through', async () => {
    const { call, fail, processes } = harness(
      fakeClock(),
      { breaker: { threshold: 1 }, concurrency: 1 },
      { behave() {} },
    )
    const first = fail({ target })
    await until(() => processes.length === 1)
    const second = fail({ target })
    await turn()
    processes[0]?.exit(1)
    expect((await first).error.code).toBe('EXECUTION_ERROR')
    expect((await second).error.code).toBe('CIRCUIT_BREAKER_OPEN')
    expect(processes).toHaveLength(1)
    await expect(call({ target })).rejects.toThrow()
  })

  it('is not asked about a target that is refused anyway', async () => {
    const { fail, tool } = harness(fakeClock())
    tool.command.breaker.force('open')
    expect((await fail({ target: '8.8.8.8' })).error.code).toBe('VALIDATION_ERROR')
    expect((await fail({ target })).error.code).toBe('CIRCUIT_BREAKER_OPEN')
  })

  it('is asked before the wait: nobody queues for what is not run', async () => {
    const { fail, tool } = harness(fakeClock(), { concurrency: 1 })
    tool.command.breaker.force('open')
    const results = await Promise.all([fail({ target }), fail({ target }), fail({ target })])
    expect(results.map(({ error }) => error.code)).toEqual(Array(3).fill('CIRCUIT_BREAKER_OPEN'))
    expect(tool.command.bulkhead.peak).toBe(0)
  })

  it('lets one trial through at a time, and a trial that was refused for its arguments blocks nothing', async () => {
    const clock = fakeClock()
    let code = 1
    const behave = (process: FakeProcess) => process.exit(code)
    const { call, fail, tool } = harness(clock, { breaker: { threshold: 1, recoverySec: 10 } }, { behave })
    await fail({ target })
    clock.advance(10_000)
    expect((await fail({ target, extra_args: '-x' })).error.code).toBe('VALIDATION_ERROR')
    expect(tool.command.breaker.state).toBe('half_open')
    code = 0
    await call({ target })
    expect(tool.command.breaker.state).toBe('closed')
  })
})

describe('the concurrency of a tool', () => {
  it('is never exceeded, and everybody gets their turn', async () => {
    let running = 0
    let peak = 0
    const behave = (process: FakeProcess) => {
      running += 1
      peak = Math.max(peak, running)
      setImmediate(() => {
        running -= 1
        process.exit(0)
      })
    }
    const { call, processes, tool } = harness(fakeClock(), { concurrency: 3 }, { behave })
    await Promise.all(Array.from({ length: 15 }, () => call({ target })))
    expect(peak).toBe(3)
    expect(processes).toHaveLength(15)
    expect([tool.command.bulkhead.active, tool.command.bulkhead.waiting]).toEqual([0, 0])
  })

  it('is given back after every kind of end', async () => {
    const { call, fail, tool, files } = harness(
      fakeClock(),
      { concurrency: 1 },
      { behave: process => process.exit(1) },
    )
    await fail({ target })
    await fail({ target, extra_args: '-x' })
    await fail({ target: '8.8.8.8' })
    files.clear()
    await fail({ target })
    await expect(call({ target }, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
    expect([tool.command.bulkhead.active, tool.command.bulkhead.waiting]).toEqual([0, 0])
  })
})
