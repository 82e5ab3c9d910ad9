import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ToolError } from '../define/errors.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { SCOPES, scopedServer, visitAll } from '../testing/scopes.fixtures.ts'
import { someTask } from '../testing/task.fixtures.ts'
import { type TimingOptions, timing } from './timing.ts'

const timed = (options: TimingOptions = {}) => {
  const clock = fakeClock(0)
  const log = recordingLog()
  const measured = timing({ now: clock.now, log, ...options })
  const server = new Plinth({ name: 'test' }).use(measured)
  server.tool(
    'wait',
    { input: z.object({ ms: z.number(), fail: z.boolean().default(false) }) },
    ({ ms, fail }) => {
      clock.advance(ms)
      if (fail) throw new ToolError('It failed')
      return 'done'
    },
  )
  const wait = (ms: number, fail = false) =>
    dispatch(server.runtime, { method: 'tools/call', params: { name: 'wait', arguments: { ms, fail } } })
  return { server, wait, stats: () => measured.stats(), lines: log.lines }
}

describe('timing', () => {
  it('measures successes and failures alike', async () => {
    const { wait, stats } = timed()
    await wait(10)
    await wait(30, true)
    await wait(20)
    expect(stats()).toEqual([
      { kind: 'tool', name: 'wait', count: 3, failures: 1, averageMs: 20, p50Ms: 20, p95Ms: 30, p99Ms: 30 },
    ])
  })

  it('gives percentiles of the durations as they were', async () => {
    const { wait, stats } = timed()
    for (let ms = 200; ms >= 1; ms--) await wait(ms)
    expect(stats()).toMatchObject([{ count: 200, averageMs: 100.5, p50Ms: 100, p95Ms: 190, p99Ms: 198 }])
  })

  it('takes percentiles of the latest durations only, and counts all', async () => {
    const { wait, stats } = timed({ window: 10 })
    for (let n = 0; n < 10; n++) await wait(1_000)
    for (let n = 0; n < 10; n++) await wait(10)
    expect(stats()).toMatchObject([{ count: 20, averageMs: 505, p50Ms: 10, p99Ms: 10 }])
    for (let n = 0; n < 4; n++) await wait(20)
    expect(stats()).toMatchObject([{ count: 24, p50Ms: 10, p95Ms: 20 }])
  })

  it('is exact after one duration', async () => {
    const { wait, stats } = timed()
    await wait(7)
    expect(stats()).toMatchObject([{ p50Ms: 7, p95Ms: 7, p99Ms: 7 }])
  })

  it('does not count what says nothing about the time that a component takes', async () => {
    const { server, stats } = timed()
    server.tool('ask', {}, async (_, ctx) => {
      await ctx.elicit('Sure?', z.object({ yes: z.boolean() }))
    })
    const call = (name: string, extra: object = {}) =>
      dispatch(server.runtime, { method: 'tools/call', params: { name, arguments: {} }, ...extra })
    await call('ask')
    await call('absent')
    server.use(async ctx => {
      ctx.signal.throwIfAborted()
      return { kind: 'task', task: someTask }
    })
    await call('wait')
    await call('wait', { signal: AbortSignal.abort(new Error('gone')) })
    expect(stats()).toEqual([])
  })

  it.each(SCOPES)('measures what it should at a $scope', async ({ scope, sees }) => {
    const measured = timing()
    await visitAll(scopedServer(scope, measured))
    expect(measured.stats().map(({ kind, name, count }) => `${kind}:${name} ${count}`)).toEqual(
      sees.map(subject => `${subject} 1`),
    )
  })

  it('writes durations to the log, and warns of slow requests', async () => {
    const { wait, lines } = timed({ slowMs: 100 })
    await wait(99)
    await wait(100, true)
    expect(lines).toEqual([
      {
        level: 'debug',
        event: 'request.timed',
        fields: {
          kind: 'tool',
          name: 'wait',
          correlationId: expect.any(String),
          durationMs: 99,
          outcome: 'ok',
        },
      },
      {
        level: 'warning',
        event: 'request.slow',
        fields: {
          kind: 'tool',
          name: 'wait',
          correlationId: expect.any(String),
          durationMs: 100,
          outcome: 'failed',
          slowMs: 100,
        },
      },
    ])
  })

  it('measures real time by default', async () => {
    const measured = timing()
    const server = new Plinth({ name: 'test' }).use(measured)
    server.tool('rest', {}, () => new Promise<string>(resolve => setTimeout(resolve, 20, 'done')))
    await dispatch(server.runtime, { method: 'tools/call', params: { name: 'rest' } })
    const [{ averageMs } = { averageMs: 0 }] = measured.stats()
    expect(averageMs).toBeGreaterThanOrEqual(18)
    expect(averageMs).toBeLessThan(2_000)
  })

  it.each([
    [{ window: 0 }, /window.*0/],
    [{ maxComponents: 1.5 }, /maxComponents.*1\.5/],
    [{ slowMs: -1 }, /slowMs.*-1/],
  ])('refuses %o by name', (options, message) => {
    expect(() => timing(options)).toThrow(message)
  })
})
