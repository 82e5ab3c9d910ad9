import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { type LoopWatch, watchLoop } from './loop-watch.ts'

let watch: LoopWatch | undefined

afterEach(() => watch?.stop())

const burn = (ms: number) => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

const setUp = () => {
  const log = recordingLog()
  const { lines } = log
  let ms = 0
  let onTurn = () => {}
  watch = watchLoop({
    log,
    thresholdMs: 50,
    ticker: {
      now: () => ms,
      every(_, callback) {
        onTurn = callback
        return () => {}
      },
    },
  })
  // A server takes its time to start, and nobody waits for an answer yet.
  ms += 5_000
  onTurn()
  watch.start()
  const server = new Plinth({ name: 'busy' })
  const gate = Promise.withResolvers<void>()
  server.tool('burns', {}, () => burn(60))
  server.tool('waits', {}, () => gate.promise)
  server.tool('quick', {}, () => 'quick')
  server.runtime.watch(watch.middleware)
  const call = (name: string) => dispatch(server.runtime, { method: 'tools/call', params: { name } })
  return {
    watch,
    lines,
    call,
    gate,
    pass(more: number) {
      ms += more
      onTurn()
    },
  }
}

describe('a watch over the event loop', () => {
  it('names the tool whose handler blocks, and does not blame it a second time', async () => {
    const { call, watch: own, lines, pass } = setUp()
    await call('quick')
    await call('burns')
    expect(own.blocked()).toMatchObject([{ by: ['burns'], certain: true, at: expect.any(Number) }])
    expect(own.blocked()[0]?.ms).toBeGreaterThanOrEqual(60)
    pass(100 + 60)
    expect(own.blocked()).toHaveLength(1)
    expect(lines).toMatchObject([
      { level: 'warning', event: 'event_loop.blocked', fields: { tool: 'burns', ms: expect.any(Number) } },
    ])
  })

  it('names the calls that were under way where nobody is certain, also those that have ended since', async () => {
    const { call, watch: own, lines, pass, gate } = setUp()
    const waiting = call('waits')
    await turn()
    pass(100)
    await call('quick')
    pass(400)
    expect(own.blocked()).toMatchObject([{ by: ['quick', 'waits'], certain: false, ms: 300 }])
    expect(lines).toMatchObject([{ fields: { under_way: ['quick', 'waits'], ms: 300 } }])
    gate.resolve()
    await waiting
    pass(100)
    pass(400)
    expect(own.blocked()[0]).toMatchObject({ by: [] })
    expect(lines[1]).toMatchObject({ level: 'info', event: 'event_loop.blocked' })
  })

  it('tells of one component once in a while, and keeps the last few', async () => {
    const { watch: own, lines, pass } = setUp()
    for (let index = 0; index < 9; index += 1) pass(1_000)
    expect(own.blocked()).toHaveLength(5)
    expect(lines).toHaveLength(1)
    pass(5_000)
    expect(lines).toHaveLength(2)
  })
})
