import { describe, expect, it } from 'vitest'
import { createEvents } from '../../events.ts'
import { createListeners } from '../../listeners.ts'
import { fakeClock } from '../../testing/fake-clock.ts'
import { createEventStreams, type EventStreamsOptions } from './event-streams.ts'
import type { Wanted } from './stream-reader.ts'

const turn = () => new Promise(resolve => setImmediate(resolve))

const setUp = (options: Partial<EventStreamsOptions> = {}) => {
  const clock = fakeClock(0)
  const events = createEvents(() => clock.now())
  const streams = createEventStreams({ events, reports: {}, clock, ...options })
  const open = (types?: readonly string[], abandon?: () => void, wanted: Wanted = {}) => {
    const stream = streams.open({ types: types && new Set(types), ...wanted }, abandon)
    if (!stream) return undefined
    const reader = stream.getReader()
    const next = async () => {
      const { value, done } = await reader.read()
      return done ? 'end' : new TextDecoder().decode(value)
    }
    return { next, reader, cancel: () => reader.cancel() }
  }
  const hit = (name: string) => events.emit('cache.hit', { kind: 'tool', name })
  return { clock, events, streams, open, hit }
}

describe('an event stream', () => {
  it('begins with the reports, then tells what happens, with ids', async () => {
    const { open, hit, clock } = setUp({ reports: { health: () => ({ status: 'healthy' }) } })
    const stream = open()
    await turn()
    hit('a')
    expect(await stream?.next()).toBe('retry: 5000\n\n')
    expect(await stream?.next()).toBe('id: 1\nevent: health\ndata: {"status":"healthy"}\n\n')
    expect(await stream?.next()).toBe(
      'id: 2\nevent: cache.hit\ndata: {"kind":"tool","name":"a","type":"cache.hit","at":0}\n\n',
    )
    clock.advance(5_000)
    expect(await stream?.next()).toBe(': alive\n\n')
    expect(await stream?.next()).toContain('id: 3\nevent: health\n')
    await stream?.cancel()
  })

  it('has no secrets', async () => {
    const { open, hit } = setUp()
    const stream = open()
    await stream?.next()
    hit('postgres://ann:hunter2@db/x')
    expect(await stream?.next()).not.toContain('hunter2')
  })

  it('tells only of the types that were asked for', async () => {
    const { open, events, hit } = setUp({ reports: { health: () => 1, metrics: () => 2 } })
    const stream = open(['cache.miss', 'metrics'])
    await turn()
    await stream?.next()
    expect(await stream?.next()).toContain('event: metrics')
    hit('a')
    events.emit('cache.miss', { kind: 'tool', name: 'b' })
    expect(await stream?.next()).toContain('event: cache.miss')
  })

  it('tells of log lines only those who ask, from the level on that they name', async () => {
    const logLines = createListeners<string>(() => {})
    const { open, hit } = setUp({ logLines: { subscribe: logLines.add } })
    const [all, asks, asksLess] = [open(), open(['log']), open(['log'], undefined, { level: 'warning' })]
    for (const stream of [all, asks, asksLess]) await stream?.next()
    logLines.tell('{"level":"info","event":"one"}\n')
    logLines.tell('{"level":"error","event":"two"}\n')
    hit('a')
    expect(await all?.next()).toContain('cache.hit')
    expect(await asks?.next()).toBe('id: 1\nevent: log\ndata: {"level":"info","event":"one"}\n\n')
    expect(await asks?.next()).toContain('"two"')
    expect(await asksLess?.next()).toBe('id: 2\nevent: log\ndata: {"level":"error","event":"two"}\n\n')
    for (const stream of [all, asks, asksLess]) await stream?.cancel()
    expect(logLines.some).toBe(false)
  })

  it('begins with what has happened lately, for those who want that', async () => {
    const { open, events, streams, clock } = setUp({
      recent: {
        events: () => [
          { type: 'config.reloaded', at: 1, applied: ['postgres://ann:hunter2@db/x'], refused: [] },
          { type: 'cache.hit', at: 2, kind: 'tool', name: 'a' },
        ],
        lines: () => ['{"level":"debug","event":"quiet"}\n', '{"level":"error","event":"loud"}\n'],
      },
    })
    const plain = open(['log', 'config.reloaded'])
    const late = open(['log', 'config.reloaded'], undefined, { recent: true, level: 'info' })
    await late?.next()
    const first = await late?.next()
    expect(first).toContain('event: config.reloaded')
    expect(first).not.toContain('hunter2')
    expect(await late?.next()).toContain('loud')
    await plain?.next()
    events.emit('config.reloaded', { applied: [], refused: [] })
    expect(await plain?.next()).toContain('"applied":[]')
    expect(await late?.next()).toContain('"applied":[]')
    streams.close()
    expect(clock.pending).toBe(0)
  })

  it('tells only of calls that went wrong, where that is wanted', async () => {
    const { open, events, hit } = setUp()
    const stream = open(undefined, undefined, { failed: true })
    await stream?.next()
    for (const status of ['success', 'timeout', 'cancelled'] as const)
      events.emit('tool.end', { tool: 'a', status, durationMs: 1 })
    hit('after')
    expect(await stream?.next()).toContain('"status":"timeout"')
    expect(await stream?.next()).toContain('"name":"after"')
    await stream?.cancel()
  })

  it('goes on without a report that fails', async () => {
    const { open, hit } = setUp({ reports: { health: () => Promise.reject(new Error('broken')) } })
    const stream = open()
    await turn()
    hit('a')
    await stream?.next()
    expect(await stream?.next()).toContain('cache.hit')
  })

  it('leaves nothing behind when its reader leaves', async () => {
    const { open, streams, clock, events } = setUp()
    const [first, second] = [open(), open()]
    expect([streams.size, clock.pending]).toEqual([2, 1])
    await first?.cancel()
    expect(clock.pending).toBe(1)
    await second?.cancel()
    expect([streams.size, clock.pending]).toEqual([0, 0])
    let emitted = 0
    events.emit('cache.hit', {
      kind: 'tool',
      get name() {
        emitted += 1
        return 'a'
      },
    })
    expect(emitted).toBe(0)
    const again = open()
    expect([streams.size, clock.pending]).toEqual([1, 1])
    await again?.cancel()
  })

  it('bears a reader that leaves before the first report is there', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const failures: unknown[] = []
    const note = (error: unknown) => failures.push(error)
    process.on('unhandledRejection', note)
    const stream = setUp({ reports: { health: () => promise } }).open()
    await stream?.cancel()
    resolve({ status: 'healthy' })
    await turn()
    await turn()
    process.off('unhandledRejection', note)
    expect(failures).toEqual([])
  })

  it('is one of a limited number', async () => {
    const { open } = setUp({ maxStreams: 2 })
    const [first] = [open(), open()]
    expect(open()).toBeUndefined()
    await first?.cancel()
    expect(open()).toBeDefined()
  })

  it('drops what a slow reader has no room for, and says how much', async () => {
    const { open, hit } = setUp({ maxQueuedBytes: 200 })
    const stream = open()
    for (let count = 0; count < 100; count++) hit(`n${count}`)
    const seen: string[] = []
    do seen.push((await stream?.next()) ?? '')
    while (!seen.at(-1)?.includes('event: dropped'))
    expect(seen.length).toBeLessThan(8)
    const dropped = Number(/"count":(\d+)/.exec(seen.at(-1) ?? '')?.[1])
    expect(dropped + seen.length - 2).toBe(100)
    hit('after')
    expect(await stream?.next()).toContain('"name":"after"')
  })

  it('is cut off when nobody reads it at all', async () => {
    let abandoned = 0
    const { open, hit, clock, streams } = setUp({ maxQueuedBytes: 50, patienceMs: 10_000 })
    const stalled = open(undefined, () => abandoned++)
    const lively = open()
    for (let count = 0; count < 3; count++) hit('a')
    for (let round = 0; round < 4; round++) {
      clock.advance(5_000)
      for (let count = 0; count < 8; count++) await Promise.race([lively?.next(), turn()])
    }
    expect([abandoned, streams.size]).toEqual([1, 1])
    await expect(stalled?.next().then(() => stalled.next())).rejects.toThrow('does not read')
  })

  it('ends properly when the server stops, which takes no more', async () => {
    const { open, streams, clock } = setUp()
    const stream = open()
    streams.close()
    expect([await stream?.next(), await stream?.next()]).toEqual(['retry: 5000\n\n', 'end'])
    expect(open()).toBeUndefined()
    expect([streams.size, clock.pending]).toEqual([0, 0])
  })
})
