import { expect, it } from 'vitest'
import { wireErrors } from './errors.ts'
import { encodeError, intakeError, quote } from './intake-error.ts'

const nameless = intakeError(wireErrors.parseError, 'no JSON')

it.each([
  ['2026-07-28', '{"jsonrpc":"2.0","error":{"code":-32700,"message":"no JSON"}}'],
  ['2025-11-25', '{"jsonrpc":"2.0","error":{"code":-32700,"message":"no JSON"}}'],
  [undefined, '{"jsonrpc":"2.0","error":{"code":-32700,"message":"no JSON"}}'],
  ['2025-06-18', '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no JSON"}}'],
  ['2025-03-26', '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no JSON"}}'],
  ['2024-11-05', '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no JSON"}}'],
])('gives an id that could not be read the form of revision %s', (revision, expected) => {
  expect(encodeError(nameless, revision)).toBe(expected)
})

it.each([0, -1, 9_007_199_254_740_991, '', 'a "quoted" id', '\ud800', '\n'])('echoes the id %j', id => {
  const text = encodeError(intakeError(wireErrors.invalidParams, 'm', { id, data: { a: 1 } }), '2024-11-05')
  expect(JSON.parse(text)).toEqual({
    jsonrpc: '2.0',
    id,
    error: { code: -32_602, message: 'm', data: { a: 1 } },
  })
  expect(text).not.toMatch(/[\r\n]/)
})

it('cuts and escapes what a sender wrote before it stands in a message', () => {
  expect(quote('a\nb')).toBe(String.raw`"a\nb"`)
  expect(quote('x'.repeat(100_000))).toBe(`"${'x'.repeat(80)}..."`)
  // A pair of surrogates is cut in two here, which must not leave half a character.
  expect(quote(`${'x'.repeat(79)}😀😀`)).toBe(`"${'x'.repeat(79)}\ufffd..."`)
})
