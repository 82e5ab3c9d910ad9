import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeHeaderValue, nodeHeaders, trimBlanks } from './header-value.ts'

const encode = (text: string) => `=?base64?${Buffer.from(text).toString('base64')}?=`

describe('decodeHeaderValue', () => {
  it.each<[string, string | undefined]>([
    ['us-west1', 'us-west1'],
    ['', ''],
    [' \t us-west1 \t', 'us-west1'],
    ['a b\tc', 'a b\tc'],
    ['=?base64?SGVsbG8sIOS4lueVjA==?=', 'Hello, 世界'],
    ['=?base64?IHBhZGRlZCA=?=', ' padded '],
    ['=?base64?bGluZTEKbGluZTI=?=', 'line1\nline2'],
    ['=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=', '=?base64?literal?='],
    ['=?base64??=', ''],
    // Without the whole frame it is a value like any other.
    ['SGVsbG8=', 'SGVsbG8='],
    ['=?base64?SGVsbG8=', '=?base64?SGVsbG8='],
    ['SGVsbG8=?=', 'SGVsbG8=?='],
    ['=?BASE64?SGVsbG8=?=', '=?BASE64?SGVsbG8=?='],
    ['=?base64?=', '=?base64?='],
    ['=?base64?SGVsbG8?=', undefined],
    ['=?base64?SGVs!!!bG8=?=', undefined],
    ['=?base64?SGVs bG8=?=', undefined],
    ['=?base64?gA==?=', undefined],
    ['caf\u00e9', undefined],
    ['a\u0000b', undefined],
    ['a\nb', undefined],
    ['世界', undefined],
  ])('reads %j as %j', (raw, expected) => {
    expect(decodeHeaderValue(raw)).toBe(expected)
  })

  it('undoes the encoding of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        expect(decodeHeaderValue(encode(text))).toBe(text)
      }),
    )
  })

  it('never throws, whatever the value', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.nat(0xffff).map(unit => String.fromCharCode(unit)) }), text => {
        decodeHeaderValue(text)
        decodeHeaderValue(`=?base64?${text}?=`)
      }),
    )
  })
})

it('trims blanks as a regular expression would, in linear time', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(' ', '\t', 'a', '\n') }), text => {
      expect(trimBlanks(text)).toBe(text.replace(/^[ \t]+|[ \t]+$/g, ''))
    }),
  )
  const start = performance.now()
  trimBlanks(`a${' '.repeat(1_000_000)}b`)
  expect(performance.now() - start).toBeLessThan(100)
})

it('reads several headers of one name as one', () => {
  const header = nodeHeaders({ 'mcp-name': 'a', 'x-many': ['b', 'c'] })
  expect([header('mcp-name'), header('x-many'), header('absent')]).toEqual(['a', 'b, c', undefined])
})
