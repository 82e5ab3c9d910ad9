import { describe, expect, it } from 'vitest'
import { defaultLimits } from './limits.ts'
import { shapeMessage } from './shape.ts'

const shape = (value: unknown) => shapeMessage(value, defaultLimits)
const request = { jsonrpc: '2.0', id: 1, method: 'tools/list' }

describe('a message', () => {
  it.each<[string, unknown, object]>([
    ['a request', request, { kind: 'request', message: request }],
    [
      'a request with parameters',
      { ...request, params: { a: 1 } },
      { kind: 'request', message: { ...request, params: { a: 1 } } },
    ],
    [
      'a notification',
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { kind: 'notification', message: { jsonrpc: '2.0', method: 'notifications/initialized' } },
    ],
    [
      'a result',
      { jsonrpc: '2.0', id: 's-1', result: { roots: [] } },
      { kind: 'response', message: { jsonrpc: '2.0', id: 's-1', result: { roots: [] } } },
    ],
    [
      'an error',
      { jsonrpc: '2.0', id: 2, error: { code: -1, message: 'no', data: null, more: 1 } },
      {
        kind: 'response',
        message: { jsonrpc: '2.0', id: 2, error: { code: -1, message: 'no', data: null } },
      },
    ],
    [
      'an error for an id that the client could not read',
      { jsonrpc: '2.0', id: null, error: { code: -32_700, message: 'no' } },
      { kind: 'response', message: { jsonrpc: '2.0', error: { code: -32_700, message: 'no' } } },
    ],
    [
      'a request with members that mean nothing, which are left out',
      { ...request, extra: 1, constructor: 2 },
      { kind: 'request', message: request },
    ],
  ])('may be %s', (_name, value, expected) => {
    expect(shape(value)).toEqual({ ok: true, value: expected })
  })

  it.each([
    1,
    -1,
    0,
    1.0,
    9_007_199_254_740_991,
    -9_007_199_254_740_991,
    '',
    'a',
    'x'.repeat(1024),
    '\ud800',
  ])('may have the id %j, which comes back as it was', id => {
    expect(shape({ ...request, id })).toEqual({
      ok: true,
      value: { kind: 'request', message: { ...request, id } },
    })
  })

  it.each<[string, unknown, RegExp]>([
    ['null', null, /string or an integer/],
    ['a fraction', 1.5, /string or an integer/],
    ['2^53', 9_007_199_254_740_992, /2\^53 - 1/],
    ['10^21', 1e21, /2\^53 - 1/],
    ['Infinity, out of 1e400', Number.POSITIVE_INFINITY, /string or an integer/],
    ['true', true, /string or an integer/],
    ['an object', {}, /string or an integer/],
    ['an array', [1], /string or an integer/],
    ['a string of 1025', 'x'.repeat(1025), /1024 characters/],
  ])('is refused with the id %s, which is not echoed', (_name, id, message) => {
    const shaped = shape({ ...request, id })
    expect(shaped).toMatchObject({ ok: false, error: { code: -32_600, status: 400, subject: 'request' } })
    if (shaped.ok) return
    expect(shaped.error.message).toMatch(message)
    expect(shaped.error).not.toHaveProperty('id')
  })

  it.each<[string, unknown, RegExp]>([
    ['null', null, /object, not null/],
    ['a number', 1, /object, not a number/],
    ['a string', '{}', /object, not a string/],
    ['an empty object', {}, /jsonrpc/],
    ['only an id', { jsonrpc: '2.0', id: 1 }, /must have a method/],
  ])('is not %s', (_name, value, message) => {
    const shaped = shape(value)
    expect(shaped).toMatchObject({ ok: false, error: { code: -32_600, status: 400, subject: 'unknown' } })
    if (!shaped.ok) expect(shaped.error.message).toMatch(message)
  })

  it.each<[string, object, RegExp, number]>([
    ['no jsonrpc', { id: 7, method: 'a' }, /jsonrpc must be "2.0"/, -32_600],
    ['an older jsonrpc', { jsonrpc: '1.0', id: 7, method: 'a' }, /jsonrpc must be "2.0"/, -32_600],
    ['a number as jsonrpc', { jsonrpc: 2, id: 7, method: 'a' }, /jsonrpc must be "2.0"/, -32_600],
    ['a method that is a number', { jsonrpc: '2.0', id: 7, method: 1 }, /method must be a string/, -32_600],
    ['a method that is null', { jsonrpc: '2.0', id: 7, method: null }, /method must be a string/, -32_600],
    ['a list as parameters', { ...request, id: 7, params: [1] }, /named members, not an array/, -32_600],
    ['null as parameters', { ...request, id: 7, params: null }, /named members, not null/, -32_600],
    ['a string as parameters', { ...request, id: 7, params: 'a' }, /named members, not a string/, -32_600],
    ['a result too', { ...request, id: 7, result: {} }, /never two of them/, -32_600],
    ['an error too', { ...request, id: 7, error: {} }, /never two of them/, -32_600],
    [
      'a _meta that is null',
      { ...request, id: 7, params: { _meta: null } },
      /_meta must be an object/,
      -32_602,
    ],
    [
      'a progress token that is a fraction',
      { ...request, id: 7, params: { _meta: { progressToken: 0.5 } } },
      /params\._meta\.progressToken must be a string or an integer/,
      -32_602,
    ],
    [
      'a progress token that is huge',
      { ...request, id: 7, params: { _meta: { progressToken: 'x'.repeat(2000) } } },
      /longer than 1024/,
      -32_602,
    ],
  ])('that is a request with %s is refused, and its id echoed', (_name, value, message, code) => {
    const shaped = shape(value)
    expect(shaped).toMatchObject({ ok: false, error: { code, status: 400, id: 7, subject: 'request' } })
    if (!shaped.ok) expect(shaped.error.message).toMatch(message)
  })

  it.each<[string, object]>([
    ['a notification', { jsonrpc: '2.0', method: 'notifications/cancelled', params: [] }],
    ['a response without an id', { jsonrpc: '2.0', result: {} }],
    ['a response with a null id', { jsonrpc: '2.0', id: null, result: {} }],
    ['a response with both members', { jsonrpc: '2.0', id: 1, result: {}, error: { code: 1, message: '' } }],
    ['a response whose result is a list', { jsonrpc: '2.0', id: 1, result: [] }],
    ['a response with a wrong _meta', { jsonrpc: '2.0', id: 1, result: { _meta: 1 } }],
    ['a response whose error is text', { jsonrpc: '2.0', id: 1, error: 'no' }],
    ['a response whose error has no code', { jsonrpc: '2.0', id: 1, error: { message: 'no' } }],
    [
      'a response whose error has a fraction as code',
      { jsonrpc: '2.0', id: 1, error: { code: 1.5, message: '' } },
    ],
    ['a response whose error has no message', { jsonrpc: '2.0', id: 1, error: { code: 1 } }],
    ['a response of another version', { id: 1, result: {} }],
  ])('that is %s and wrong is told apart from a request, so that stdio stays silent', (_name, value) => {
    const shaped = shape(value)
    expect(shaped).toMatchObject({ ok: false, error: { code: -32_600, status: 400 } })
    if (shaped.ok) return
    expect(['notification', 'response']).toContain(shaped.error.subject)
    expect(shaped.error).not.toHaveProperty('id')
  })
})

describe('a batch', () => {
  it('holds what is fit, and the errors of the rest', () => {
    const shaped = shape([request, 1, { jsonrpc: '2.0', id: 2 }, { jsonrpc: '2.0', method: 'n' }, [request]])
    expect(shaped).toMatchObject({
      ok: true,
      value: {
        kind: 'batch',
        messages: [{ kind: 'request' }, { kind: 'notification' }],
        errors: [{ code: -32_600 }, { code: -32_600, id: 2 }, { code: -32_600 }],
      },
    })
  })

  it.each([
    ['is empty', []],
    ['has more than a hundred messages', Array.from({ length: 101 }, () => request)],
  ])('is refused when it %s', (_name, value) => {
    expect(shape(value)).toMatchObject({
      ok: false,
      error: { code: -32_600, status: 400, subject: 'unknown' },
    })
  })

  it('may have a hundred', () => {
    expect(shape(Array.from({ length: 100 }, () => request))).toMatchObject({ ok: true })
  })
})

describe('names that objects inherit', () => {
  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'are a method like any other: %s',
    method => {
      expect(shape({ ...request, method })).toMatchObject({ ok: true, value: { message: { method } } })
    },
  )

  it('do not stand in for members that are missing', () => {
    const text = '{"__proto__":{"jsonrpc":"2.0","id":1,"method":"tools/list"}}'
    expect(shape(JSON.parse(text))).toMatchObject({ ok: false, error: { code: -32_600, subject: 'unknown' } })
    const inherited: unknown = Object.create(request)
    expect(shape(inherited)).toMatchObject({ ok: false })
  })

  it('stay in the parameters as they came', () => {
    const params: unknown = JSON.parse(
      '{"__proto__":{"admin":true},"_meta":{"__proto__":{"progressToken":{}}}}',
    )
    const shaped = shape({ ...request, params })
    expect(shaped.ok && shaped.value.kind === 'request' && shaped.value.message.params).toBe(params)
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })
})
