import { describe, expect, it } from 'vitest'
import { readFields, timeoutOf } from './call-fields.ts'

describe('timeoutOf', () => {
  const settings = { defaultTimeoutSec: 300, maxTimeoutSec: 3600 }

  it.each([
    ['the default, when nobody says anything', undefined, undefined, 300],
    ['what the tool says, over the default', undefined, 600, 600],
    ['what the caller says, over the tool', 5, 600, 5],
    ['what the caller says, also when it is longer', 900, 600, 900],
    ['exactly the maximum', 3600, 600, 3600],
  ])('is %s', (_, asked, own, timeoutSec) => {
    expect(timeoutOf(asked, own, settings)).toEqual({ timeoutSec })
  })

  it.each([
    ['the caller', 4000, undefined, 4000],
    ['the tool', undefined, 7200, 7200],
    ['the default', undefined, undefined, 300],
  ])('is never more than the maximum, which %s exceeds', (_, asked, own, loweredFrom) => {
    const maxTimeoutSec = Math.min(3600, loweredFrom - 1)
    expect(timeoutOf(asked, own, { ...settings, maxTimeoutSec })).toEqual({
      timeoutSec: maxTimeoutSec,
      loweredFrom,
    })
  })
})

describe('readFields', () => {
  it('reads the fields that every tool has', () => {
    const input = { target: 't', extra_args: '-x', timeout_sec: 5, correlation_id: 'c', other: 1 }
    expect(readFields(input, 'target')).toEqual({
      target: 't',
      freeArguments: '-x',
      timeoutSec: 5,
      correlationId: 'c',
    })
    expect(readFields({ host: 'h', extra_args: ['-x', 'y'] }, 'host')).toMatchObject({
      target: 'h',
      freeArguments: ['-x', 'y'],
    })
  })

  it.each([
    [{ target: 1, extra_args: 2, timeout_sec: '5', correlation_id: {} }],
    [{ extra_args: ['a', 1], timeout_sec: -1, correlation_id: 'a\nb' }],
    [{ timeout_sec: Number.NaN, correlation_id: 'x'.repeat(129) }],
    [null],
    ['text'],
    [[]],
    [JSON.parse('{"__proto__":{"target":"t"}}')],
  ])('takes nothing else for them: %j', input => {
    expect(readFields(input, 'target')).toEqual({
      target: undefined,
      freeArguments: '',
      timeoutSec: undefined,
      correlationId: undefined,
    })
  })
})
