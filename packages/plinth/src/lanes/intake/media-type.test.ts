import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptedForms, isIdentity, isJson } from './media-type.ts'

describe('isJson', () => {
  it.each<[string | undefined, boolean]>([
    ['application/json', true],
    ['Application/JSON', true],
    ['application/json;charset=utf-8', true],
    ['application/json; charset="UTF-8"', true],
    ['application/json ; charset=utf8', true],
    ['application/json;', true],
    ['application/json; charset=utf-16', false],
    ['application/json; charset=iso-8859-1', false],
    ['text/plain; a=application/json', false],
    ['text/plain', false],
    ['application/jsonp', false],
    ['application/json-rpc', false],
    ['application/json, text/plain', false],
    ['multipart/form-data; boundary=application/json', false],
    ['', false],
    [undefined, false],
  ])('%j: %s', (type, expected) => {
    expect(isJson(type)).toBe(expected)
  })
})

describe('isIdentity', () => {
  it.each<[string | undefined, boolean]>([
    [undefined, true],
    ['', true],
    ['identity', true],
    [' Identity ', true],
    ['gzip', false],
    ['br', false],
    ['identity, gzip', false],
    ['zstd', false],
  ])('%j: %s', (encoding, expected) => {
    expect(isIdentity(encoding)).toBe(expected)
  })
})

describe('acceptedForms', () => {
  it.each<[string | undefined, boolean, boolean]>([
    [undefined, true, true],
    ['', true, true],
    ['*/*', true, true],
    ['application/json, text/event-stream', true, true],
    ['text/event-stream,application/json', true, true],
    ['application/json', true, false],
    ['text/event-stream', false, true],
    ['APPLICATION/JSON', true, false],
    ['application/*', true, false],
    ['text/*', false, true],
    ['text/html, */*;q=0.1', true, true],
    ['text/html', false, false],
    ['application/json;q=0, */*', false, true],
    ['*/*;q=0', false, false],
    ['application/json;q=0.5, text/event-stream;q=nonsense', true, true],
    ['application/jsonp', false, false],
    [',,;;=', false, false],
  ])('%j: JSON %s, event stream %s', (accept, json, eventStream) => {
    expect(acceptedForms(accept)).toEqual({ json, eventStream })
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('*', '/', ';', ',', 'q', '=', '"', 'a', ' ') }),
        accept => {
          acceptedForms(accept)
          isJson(accept)
        },
      ),
    )
  })
})
