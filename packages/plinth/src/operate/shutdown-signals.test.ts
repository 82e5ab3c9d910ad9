import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { silentLogger } from '../logger.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { createShutdown, type SignalSource } from './shutdown.ts'

const never = () => new Promise<void>(() => {})

describe('signals', () => {
  const withSignals = () => {
    const source = new EventEmitter()
    const exits: number[] = []
    const events: string[] = []
    const log = { ...silentLogger, warning: (event: string) => void events.push(event) }
    const clock = fakeClock()
    const shutdown = createShutdown({ clock, log, exit: code => exits.push(code) })
    const uninstall = shutdown.install(source satisfies SignalSource)
    return { clock, shutdown, source, exits, events, uninstall }
  }

  it.each(['SIGINT', 'SIGTERM'])('%s stops in good order', async signal => {
    const { source, shutdown, exits } = withSignals()
    source.emit(signal, signal)
    expect(shutdown.draining).toBe(true)
    await shutdown.start('the same')
    expect(exits).toEqual([0])
  })

  it.each([
    ['SIGINT', 'SIGINT', 130],
    ['SIGTERM', 'SIGTERM', 143],
    ['SIGTERM', 'SIGINT', 130],
    ['SIGINT', 'SIGTERM', 143],
  ])('%s and then %s end at once with %d', (first, second, code) => {
    const { clock, source, shutdown, exits, events } = withSignals()
    shutdown.register('inflight', 'http', never)
    source.emit(first, first)
    clock.advance(first === second ? 250 : 0)
    source.emit(second, second)
    expect(exits).toEqual([code])
    expect(events).toEqual(['shutdown.forced'])
  })

  it('count once when one Ctrl-C comes from the terminal and from npm', () => {
    const { clock, source, shutdown, exits } = withSignals()
    shutdown.register('inflight', 'http', never)
    source.emit('SIGINT', 'SIGINT')
    clock.advance(249)
    source.emit('SIGINT', 'SIGINT')
    expect(exits).toEqual([])
  })

  it('do not end at once what began for another reason', () => {
    const { source, shutdown, exits } = withSignals()
    shutdown.register('inflight', 'http', never)
    void shutdown.start('stdin was closed')
    source.emit('SIGTERM', 'SIGTERM')
    expect(exits).toEqual([])
  })

  it('can be left to others again', () => {
    const { source, uninstall } = withSignals()
    expect(source.eventNames()).toEqual(['SIGINT', 'SIGTERM'])
    uninstall()
    expect(source.eventNames()).toEqual([])
  })
})
