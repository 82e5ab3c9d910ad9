import { describe, expect, it } from 'vitest'
import { nodeHeaders } from './header-value.ts'
import { checkHead } from './http.ts'

const good = {
  host: 'localhost',
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
}
const check = (method: string, headers: Record<string, string>, { sessions = true, headerCount = 5 } = {}) =>
  checkHead({ method, header: nodeHeaders(headers), headerCount }, { sessions, maxBytes: 1000 })
const { accept: _accept, ...withoutAccept } = good

describe('checkHead', () => {
  it.each<[string, string, Record<string, string>]>([
    ['a POST', 'POST', good],
    ['a POST without Accept', 'POST', withoutAccept],
    ['a POST that accepts anything', 'POST', { ...good, accept: '*/*' }],
    ['a POST that accepts JSON only', 'POST', { ...good, accept: 'application/json' }],
    ['a POST that accepts event streams only', 'POST', { ...good, accept: 'text/event-stream' }],
    ['a POST as long as the limit', 'POST', { ...good, 'content-length': '1000' }],
    ['a GET', 'GET', { host: 'localhost', accept: 'text/event-stream' }],
    ['a GET without Accept', 'GET', { host: 'localhost' }],
    ['a DELETE', 'DELETE', { host: 'localhost', accept: 'text/html' }],
  ])('passes %s', (_name, method, headers) => {
    expect(check(method, headers)).toBeUndefined()
  })

  it.each<[string, string, Record<string, string>, number, RegExp]>([
    ['another method', 'PUT', good, 405, /"PUT" is not allowed: use POST, GET, DELETE/],
    ['OPTIONS', 'OPTIONS', good, 405, /not allowed/],
    ['a method in small letters', 'post', good, 405, /not allowed/],
    ['no media type', 'POST', { host: 'localhost' }, 415, /Content-Type is missing: send application\/json/],
    ['another media type', 'POST', { ...good, 'content-type': 'text/plain' }, 415, /"text\/plain"/],
    [
      'another charset',
      'POST',
      { ...good, 'content-type': 'application/json; charset=utf-16' },
      415,
      /UTF-8/,
    ],
    ['a compressed body', 'POST', { ...good, 'content-encoding': 'gzip' }, 415, /uncompressed/],
    ['a client that takes HTML only', 'POST', { ...good, accept: 'text/html' }, 406, /text\/event-stream/],
    [
      'a GET that takes JSON only',
      'GET',
      { host: 'localhost', accept: 'application/json' },
      406,
      /event-stream/,
    ],
    ['a body that is too long', 'POST', { ...good, 'content-length': '1001' }, 413, /1000 bytes/],
    [
      'a body of astronomical length',
      'POST',
      { ...good, 'content-length': '9'.repeat(400) },
      413,
      /1000 bytes/,
    ],
  ])('refuses %s', (_name, method, headers, status, message) => {
    const error = check(method, headers)
    expect(error).toMatchObject({ status, subject: 'unknown' })
    expect(error).not.toHaveProperty('id')
    expect(error?.message).toMatch(message)
  })

  it('tells which methods there are', () => {
    expect(check('PUT', good)?.headers).toEqual({ allow: 'POST, GET, DELETE' })
    expect(check('GET', good, { sessions: false })).toMatchObject({ status: 405, headers: { allow: 'POST' } })
  })

  it('tells which encoding there is', () => {
    expect(check('POST', { ...good, 'content-encoding': 'br' })?.headers).toEqual({
      'accept-encoding': 'identity',
    })
  })

  it('refuses too many headers before all else', () => {
    expect(check('POST', good, { headerCount: 100 })).toBeUndefined()
    expect(check('POST', good, { headerCount: 101 })).toMatchObject({ status: 431 })
    expect(check('PUT', good, { headerCount: 101 })).toMatchObject({ status: 431 })
  })
})
