import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { startPushing } from './push.ts'

const setUp = () => {
  const clock = fakeClock()
  const log = recordingLog()
  const pushed: unknown[] = []
  let fault: Error | undefined
  const stop = startPushing({
    gateway: {
      async push(as) {
        pushed.push(as)
        if (fault) throw fault
      },
    },
    job: 'shop',
    instance: 'host-1',
    intervalMs: 30_000,
    clock,
    log,
  })
  const pass = async (ms: number) => {
    clock.advance(ms)
    await turn()
  }
  return { clock, log, pushed, stop, pass, fail: (error?: Error) => (fault = error) }
}

describe('pushing metrics', () => {
  it('happens at the interval, and once more at the end', async () => {
    const { pass, pushed, stop, clock } = setUp()
    await pass(29_999)
    expect(pushed).toEqual([])
    await pass(1)
    await pass(30_000)
    expect(pushed).toEqual([
      { jobName: 'shop', groupings: { instance: 'host-1' } },
      { jobName: 'shop', groupings: { instance: 'host-1' } },
    ])
    await stop()
    expect(pushed).toHaveLength(3)
    expect(clock.pending).toBe(0)
  })

  it('tells once that it fails, and once that it works again', async () => {
    const { pass, log, fail, pushed, stop } = setUp()
    fail(new Error('nobody there'))
    await pass(30_000)
    await pass(30_000)
    expect(log.lines).toMatchObject([{ level: 'warning', event: 'push.failed' }])
    fail()
    await pass(30_000)
    await pass(30_000)
    expect(log.lines.slice(1)).toMatchObject([{ level: 'info', event: 'push.restored' }])
    expect(pushed).toHaveLength(4)
    await stop()
  })

  it('does not begin anew when it was ended during a push', async () => {
    const { clock, stop } = setUp()
    clock.advance(30_000)
    await stop()
    await turn()
    expect(clock.pending).toBe(0)
  })
})
