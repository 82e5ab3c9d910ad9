import { describe, expect, it } from 'vitest'
import type { Logger } from '../logger.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { createShutdown, type ShutdownOptions, type ShutdownPhase } from './shutdown.ts'

const phases: ShutdownPhase[] = ['readiness', 'accept', 'inflight', 'abort', 'streams', 'resources', 'log']
const never = () => new Promise<void>(() => {})
const settle = async () => {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve()
}

const recorder = (events: string[]): Logger => {
  const write = (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
    events.push([event, fields.step ?? fields.waiting].filter(Boolean).join(' '))
  }
  const log: Logger = {
    debug: write,
    info: write,
    warning: write,
    error: write,
    critical: write,
    child: () => log,
  }
  return log
}

const setUp = (options: ShutdownOptions = {}) => {
  const clock = fakeClock()
  const start = clock.now()
  const events: string[] = []
  const exits: number[] = []
  const exit = (code: number) => exits.push(code)
  const shutdown = createShutdown({ clock, log: recorder(events), exit, ...options })
  const ran: string[] = []
  const note = (text: string) => () => void ran.push(`${clock.now() - start} ${text}`)
  return { clock, shutdown, events, exits, ran, note }
}

describe('the order', () => {
  it('is that of the phases, whatever the order of registration, and ends with code 0', async () => {
    const { shutdown, ran, note, exits, events, clock } = setUp()
    for (const phase of phases.toReversed()) shutdown.register(phase, phase, note(phase))
    await shutdown.start('test')
    expect(ran).toEqual(phases.map(phase => `0 ${phase}`))
    expect(exits).toEqual([0])
    expect(events).toEqual(['shutdown.start', 'shutdown.done'])
    expect(clock.pending).toBe(0)
  })

  it('closes the log after its last line', async () => {
    const { shutdown, events } = setUp()
    shutdown.register('log', 'log', () => void events.push('closed'))
    await shutdown.start('test')
    expect(events).toEqual(['shutdown.start', 'shutdown.done', 'closed'])
  })

  it('closes resources one after the other, the last registered first', async () => {
    const { shutdown, ran, note, clock } = setUp()
    shutdown.register('resources', 'pool', note('pool'))
    shutdown.register(
      'resources',
      'client',
      () =>
        new Promise(resolve =>
          clock.after(100, () => {
            note('client')()
            resolve()
          }),
        ),
    )
    const ended = shutdown.start('test')
    await settle()
    expect(ran).toEqual([])
    clock.advance(100)
    await ended
    expect(ran).toEqual(['100 client', '100 pool'])
  })

  it('leaves time between readiness and the end of accepting', async () => {
    const { shutdown, ran, note, clock } = setUp({ delayMs: 5_000 })
    shutdown.register('readiness', 'probe', note('not ready'))
    shutdown.register('accept', 'http', note('closed'))
    const ended = shutdown.start('test')
    expect(shutdown.draining).toBe(true)
    expect(ran).toEqual(['0 not ready'])
    await settle()
    clock.advance(4_999)
    await settle()
    expect(ran).toEqual(['0 not ready'])
    clock.advance(1)
    await ended
    expect(ran).toEqual(['0 not ready', '5000 closed'])
  })
})

describe('calls in flight', () => {
  it('are waited for, and nothing is closed before they end', async () => {
    const { shutdown, ran, note, clock, events } = setUp()
    const call = Promise.withResolvers<void>()
    shutdown.register('inflight', 'http', () => call.promise)
    shutdown.register('resources', 'pool', note('pool'))
    const ended = shutdown.start('test')
    await settle()
    clock.advance(29_999)
    await settle()
    expect(ran).toEqual([])
    call.resolve()
    await ended
    expect(ran).toEqual(['29999 pool'])
    expect(events).toEqual(['shutdown.start', 'shutdown.done'])
  })

  it('are aborted after the grace period, and have time to clean up', async () => {
    const { shutdown, ran, note, clock, events } = setUp({ graceMs: 1_000 })
    const call = Promise.withResolvers<void>()
    shutdown.register('inflight', 'stdio', () => {})
    shutdown.register('inflight', 'http', () => call.promise)
    shutdown.register('abort', 'http', () => {
      note('abort')()
      clock.after(500, () => call.resolve())
    })
    shutdown.register('resources', 'pool', note('pool'))
    const ended = shutdown.start('test')
    await settle()
    clock.advance(1_000)
    await settle()
    expect(ran).toEqual(['1000 abort'])
    clock.advance(500)
    await ended
    expect(ran).toEqual(['1000 abort', '1500 pool'])
    expect(events).toEqual(['shutdown.start', 'shutdown.grace_expired http', 'shutdown.done'])
  })

  it('that ignore their abort do not hold the end up for ever', async () => {
    const { shutdown, clock, events, exits } = setUp({ graceMs: 0, stepMs: 2_000 })
    shutdown.register('inflight', 'http', never)
    const ended = shutdown.start('test')
    await settle()
    clock.advance(0)
    await settle()
    clock.advance(2_000)
    await ended
    expect(events).toEqual([
      'shutdown.start',
      'shutdown.grace_expired http',
      'shutdown.abort_ignored http',
      'shutdown.done',
    ])
    expect(exits).toEqual([0])
  })

  it('need no grace when there are none', async () => {
    const { shutdown, events } = setUp({ graceMs: 0 })
    shutdown.register('inflight', 'http', async () => {})
    await shutdown.start('test')
    expect(events).toEqual(['shutdown.start', 'shutdown.done'])
  })
})

describe.each(phases)('a step of %s', phase => {
  it('that fails is logged, and the others run', async () => {
    const { shutdown, ran, note, events, exits } = setUp()
    shutdown.register(phase, 'first', note('first'))
    shutdown.register(phase, 'throws', () => {
      throw new Error('no')
    })
    shutdown.register(phase, 'rejects', () => Promise.reject(new Error('no')))
    shutdown.register(phase, 'last', note('last'))
    shutdown.register('resources', 'pool', note('pool'))
    await shutdown.start('test')
    expect(ran.toSorted()).toEqual(['0 first', '0 last', '0 pool'])
    expect(events.filter(event => event.startsWith('shutdown.step_failed')).toSorted()).toEqual([
      'shutdown.step_failed rejects',
      'shutdown.step_failed throws',
    ])
    expect(exits).toEqual([0])
  })

  it('runs at once when it is registered after the phase has begun', async () => {
    const { shutdown, ran, note, events } = setUp()
    await shutdown.start('test')
    shutdown.register(phase, 'late', note('late'))
    shutdown.register(phase, 'broken', () => Promise.reject(new Error('no')))
    await settle()
    expect(ran).toEqual(['0 late'])
    expect(events).toContain('shutdown.step_failed broken')
  })

  it('can be taken back', async () => {
    const { shutdown, ran, note } = setUp()
    const takeBack = shutdown.register(phase, 'pool', note('pool'))
    takeBack()
    await shutdown.start('test')
    expect(ran).toEqual([])
  })
})

it.each(phases.filter(phase => phase !== 'inflight'))(
  'a step of %s that hangs is logged, and the end comes',
  async phase => {
    const { shutdown, clock, events, exits } = setUp({ stepMs: 300 })
    shutdown.register(phase, 'slow', never)
    const ended = shutdown.start('test')
    await settle()
    clock.advance(300)
    await ended
    expect(events).toContain('shutdown.step_hangs slow')
    expect(exits).toEqual([0])
  },
)

it('starts once, however often it is asked', async () => {
  const { shutdown, ran, note, exits } = setUp()
  shutdown.register('resources', 'pool', note('pool'))
  expect(shutdown.draining).toBe(false)
  await Promise.all([shutdown.start('one'), shutdown.start('two')])
  await shutdown.start('three')
  expect(ran).toEqual(['0 pool'])
  expect(exits).toEqual([0])
})
