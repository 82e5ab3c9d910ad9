import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact } from './redact.ts'

describe('secrets', () => {
  it('are hidden by name, at any depth, in every kind of container', () => {
    const value = {
      user: 'ann',
      password: 'hunter2',
      headers: { Authorization: 'hunter2', accept: '*/*' },
      list: [{ deep: [{ api_key: 'hunter2' }] }],
      map: new Map([
        ['session_id', 'hunter2'],
        ['a', '1'],
      ]),
      credentials: { user: 'hunter2' },
      pin: 271_828,
    }
    expect(redact(value)).toEqual({
      user: 'ann',
      password: '[redacted]',
      headers: { Authorization: '[redacted]', accept: '*/*' },
      list: [{ deep: [{ api_key: '[redacted]' }] }],
      map: { session_id: '[redacted]', a: '1' },
      credentials: '[redacted]',
      pin: '[redacted]',
    })
  })

  it('are hidden in texts, and in names', () => {
    expect(redact({ at: 'http://a:hunter2@b', 'http://a:hunter2@b': 1 })).toEqual({
      at: 'http://[redacted]@b',
      'http://[redacted]@b': 1,
    })
  })

  it('are told from what only goes by such a name', () => {
    const value = { token: null, hasToken: true, maxTokens: 4096, tokenCount: 3 }
    expect(redact(value)).toEqual(value)
  })

  it('are not let through by a cut', () => {
    for (let before = 8_150; before < 8_200; before++) {
      const text = `${'x'.repeat(before)} http://app:hunter2@host ${'y'.repeat(3000)}`
      expect(String(redact(text))).not.toMatch(/hun|app:/)
    }
  })
})

it('lets no secret through that was cut where redaction had made the text shorter', () => {
  const shrinking = `http://${'u'.repeat(900)}@h `.repeat(8)
  const start = `${shrinking}${'x'.repeat(2_150)} http://app:`
  const text = `${start}${'hunter2'.repeat(20)}@host`.padEnd(12_000)
  expect(String(redact(text))).not.toContain('hunter2')
})

describe('errors', () => {
  it('keep type, stack and the chain of causes, without secrets', () => {
    const root = Object.assign(new Error('connect postgres://app:hunter2@db'), {
      code: 'ECONNREFUSED',
      token: 'hunter2',
    })
    const error = new TypeError('query failed', { cause: root })
    expect(redact({ error })).toEqual({
      error: {
        type: 'TypeError',
        message: 'query failed',
        stack: expect.stringContaining('redact.test.ts'),
        cause: {
          type: 'Error',
          message: 'connect postgres://[redacted]@db',
          stack: expect.stringContaining('Error: connect postgres://[redacted]@db\n'),
          code: 'ECONNREFUSED',
          token: '[redacted]',
        },
      },
    })
  })

  it('keep the errors that they gather', () => {
    const error = redact(new AggregateError([new Error('one'), 'two'], 'both'))
    expect(error).toMatchObject({ type: 'AggregateError', errors: [{ message: 'one' }, 'two'] })
  })
})

describe('bounds', () => {
  it('hold for depth, entries, texts and all in all', () => {
    expect(redact({ a: { b: { c: 1 } } }, { depth: 2 })).toEqual({ a: { b: '[too deep]' } })
    expect(redact([1, 2, 3], { entries: 2 })).toEqual([1, 2, '... 1 more'])
    expect(redact({ a: 1, b: 2, c: 3 }, { entries: 1 })).toEqual({ a: 1, '...': '2 more' })
    expect(redact('x'.repeat(5000), { text: 10 })).toBe('xxxxxxxxxx... (5000 characters)')
    expect(redact([[1], [2], [3]], { size: 30 })).toEqual([[1], ['[too much]'], '[too much]'])
    expect(redact(['x'.repeat(30), 'y'], { size: 20 })).toEqual([`xxxx... (30 characters)`, '[too much]'])
  })

  it('keep a tree that branches without end small', () => {
    const branch: unknown[] = []
    for (let i = 0; i < 100; i++) branch.push(branch.length % 2 ? {} : [])
    const tree = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => [branch, branch]))
    expect(JSON.stringify(redact(tree)).length).toBeLessThan(1_000_000)
  })
})

describe('odd values', () => {
  it('become something that JSON can hold', () => {
    const circular: Record<string, unknown> = { name: 'loop' }
    circular.self = circular
    const shared = { a: 1 }
    const value = {
      circular,
      twice: [shared, shared],
      big: 10n,
      call: () => 1,
      symbol: Symbol('s'),
      date: new Date(0),
      never: new Date(Number.NaN),
      url: new URL('http://a:hunter2@b/c'),
      bytes: new Uint8Array(3),
      set: new Set([1]),
      bare: Object.assign(Object.create(null), { password: 'hunter2' }),
      bad: {
        get trap() {
          throw new Error('no')
        },
      },
    }
    expect(redact(value)).toEqual({
      circular: { name: 'loop', self: '[circular]' },
      twice: [{ a: 1 }, { a: 1 }],
      big: '10n',
      call: '[function]',
      symbol: '[symbol]',
      date: '1970-01-01T00:00:00.000Z',
      never: 'invalid date',
      url: 'http://[redacted]@b/c',
      bytes: '[3 bytes]',
      set: [1],
      bare: { password: '[redacted]' },
      bad: '[unreadable]',
    })
  })

  it('never make it throw, and never get a named secret through', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withMap: true,
          withSet: true,
          withDate: true,
          withNullPrototype: true,
        }),
        extra => {
          const text = JSON.stringify(redact({ extra, nested: [{ extra, secret: 'hunter2' }] }))
          expect(text).not.toContain('hunter2')
        },
      ),
    )
  })

  it('pollute nothing', () => {
    const safe = redact(JSON.parse('{"__proto__":{"polluted":true}}'))
    expect(Object.hasOwn(Object(safe), '__proto__')).toBe(true)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})
