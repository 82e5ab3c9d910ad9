import { describe, expect, it, vi } from 'vitest'
import { fakeClock } from '../testing/fake-clock.ts'
import { createLogger, type LoggerOptions } from './log.ts'

const turn = () => new Promise(resolve => setImmediate(resolve))

const names = ['debug', 'info', 'warning', 'error', 'critical'] as const

const setUp = (options: LoggerOptions = {}) => {
  const written: string[] = []
  const stream = { write: (text: string) => written.push(text), isTTY: false }
  const log = createLogger({ stream, clock: fakeClock(0), ...options })
  const lines = async (): Promise<Record<string, unknown>[]> => {
    await turn()
    return written
      .join('')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line))
  }
  return { log, written, lines }
}

describe('a line', () => {
  it('is one JSON object with level, time, logger, event and message', async () => {
    const { log, written, lines } = setUp()
    log.info('tool.start', { message: 'two\nlines', tool: 'ping', correlationId: 'c1', traceId: 't1' })
    await turn()
    expect(written).toHaveLength(1)
    expect(written[0]).toMatch(/^[^\n]*\n$/)
    expect(await lines()).toEqual([
      {
        level: 'info',
        time: '1970-01-01T00:00:00.000Z',
        logger: 'plinth',
        event: 'tool.start',
        message: 'two\nlines',
        tool: 'ping',
        correlationId: 'c1',
        traceId: 't1',
      },
    ])
  })

  it('repeats the event where there is no message', async () => {
    const { log, lines } = setUp()
    log.info('server.start')
    expect(await lines()).toMatchObject([{ event: 'server.start', message: 'server.start' }])
  })

  it('cannot be given another level, time or event by a field', async () => {
    const { log, written, lines } = setUp()
    log.info('tool.start', { level: 'critical', time: 'never', event: 'other' })
    expect(await lines()).toMatchObject([
      { level: 'info', event: 'tool.start', level_: 'critical', time_: 'never', event_: 'other' },
    ])
    expect(written[0]?.match(/"level":/g)).toHaveLength(1)
  })
})

describe('levels', () => {
  it.each(names.map((name, i) => [name, names.slice(i)] as const))(
    '%s writes %j',
    async (level, expected) => {
      const { log, lines } = setUp({ level })
      for (const name of names) log[name]('event')
      expect((await lines()).map(line => line.level)).toEqual(expected)
    },
  )

  it('can be changed while it runs, children included', async () => {
    const { log, lines } = setUp()
    const child = log.child({ logger: 'child' })
    child.debug('one')
    log.level = 'debug'
    child.debug('two')
    log.level = 'critical'
    child.error('three')
    expect(log.level).toBe('critical')
    expect((await lines()).map(line => line.event)).toEqual(['two'])
  })
})

it('gives a child its name and its fields, and those of its parents', async () => {
  const { log, lines } = setUp({ name: 'netdiag' })
  log
    .child({ logger: 'netdiag.nmap', tool: 'nmap' })
    .child({ requestId: 7 })
    .info('tool.start', { tool: 'other' })
  log.info('server.start')
  expect(await lines()).toMatchObject([
    { logger: 'netdiag.nmap', tool: 'other', requestId: 7 },
    { logger: 'netdiag' },
  ])
})

describe('secrets', () => {
  it('are redacted in fields, in children, in messages and in events', async () => {
    const { log, written, lines } = setUp()
    log.child({ apiKey: 'hunter2' }).warning('see http://a:hunter2@b', {
      message: 'postgres://a:hunter2@db',
      request: { headers: { authorization: 'Bearer hunter2' } },
      error: new Error('https://a:hunter2@b'),
    })
    await turn()
    expect(written.join()).not.toContain('hunter2')
    expect(await lines()).toMatchObject([
      { apiKey: '[redacted]', request: { headers: { authorization: '[redacted]' } } },
    ])
  })
})

it('writes errors with stack and causes', async () => {
  const { log, lines } = setUp()
  log.error('tool.error', { error: new Error('outer', { cause: new TypeError('inner') }) })
  expect(await lines()).toMatchObject([
    {
      error: {
        type: 'Error',
        message: 'outer',
        stack: expect.stringContaining('log.test.ts'),
        cause: { type: 'TypeError', message: 'inner', stack: expect.stringContaining('log.test.ts') },
      },
    },
  ])
})

describe('the form', () => {
  it('is pretty on a terminal, JSON elsewhere, and what it is told', async () => {
    const form = async (isTTY: boolean, format?: 'auto' | 'json' | 'pretty') => {
      const written: string[] = []
      const stream = { write: (text: string) => written.push(text), isTTY }
      createLogger({ stream, ...(format && { format }) }).info('event')
      await turn()
      return written[0]?.startsWith('{') ? 'json' : 'pretty'
    }
    expect([await form(true), await form(false), await form(true, 'auto')]).toEqual([
      'pretty',
      'json',
      'pretty',
    ])
    expect([await form(true, 'json'), await form(false, 'pretty')]).toEqual(['json', 'pretty'])
  })

  it('has no colours where there is no terminal', async () => {
    const { log, written } = setUp({ format: 'pretty' })
    log.error('event')
    await turn()
    expect(written.join()).not.toContain('\u001B')
  })
})

describe('it never throws', () => {
  it('when the stream fails', async () => {
    const stream = {
      write() {
        throw new Error('gone')
      },
    }
    const log = createLogger({ stream })
    log.info('event')
    await expect(log.close()).resolves.toBeUndefined()
  })

  it('when a value cannot be read', async () => {
    const { log, lines } = setUp()
    const loop: Record<string, unknown> = {}
    loop.self = loop
    log.info('event', { loop, big: 1n })
    expect(await lines()).toMatchObject([{ loop: { self: '[circular]' }, big: '1n' }])
  })
})

it('writes to stderr unless told otherwise, and never to stdout', async () => {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  try {
    for (const format of ['json', 'pretty'] as const) {
      const log = createLogger({ format, level: 'debug' })
      for (const name of names) log[name]('event')
    }
    await turn()
    expect(stderr.mock.calls.map(([text]) => String(text).trim().split('\n').length)).toEqual([5, 5])
    expect(stdout).not.toHaveBeenCalled()
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
})

it('writes the lines of one turn together, and those of a few milliseconds when more come', async () => {
  const { log, written } = setUp()
  const counts = () => written.map(text => text.match(/\n/g)?.length)
  for (let number = 0; number < 3; number++) log.info('tick')
  await turn()
  expect(counts()).toEqual([3])
  log.info('tock')
  await turn()
  log.info('tock')
  await expect.poll(counts).toEqual([3, 2])
})

it('writes a critical line at once, with those before it', () => {
  const { log, written } = setUp()
  log.info('tick')
  log.critical('end')
  expect(written.map(text => text.match(/\n/g)?.length)).toEqual([2])
})
