import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cutToBytes, jsonBytes } from './json-size.ts'

it.each([
  ['abc', 2, 'ab'],
  ['abc', 3, 'abc'],
  ['é', 1, ''],
  ['a€b', 3, 'a'],
  ['a€b', 4, 'a€'],
  ['😀😀', 7, '😀'],
  ['"\n', 3, '"'],
  ['\u0000', 5, ''],
  ['', 0, ''],
])('cuts %j to %i bytes', (text, bytes, expected) => {
  expect(cutToBytes(text, bytes)).toBe(expected)
})

it('cuts any text to as much as fits, between characters', { timeout: 20_000 }, () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('a', '"', '\n', '\u0001', 'é', '€', '😀', '\ud800', '\udc00') }),
  )
  const bytesOf = (part: string) => jsonBytes(part) - 2
  fc.assert(
    fc.property(text, fc.nat(40), (whole, max) => {
      const cut = cutToBytes(whole, max)
      expect(whole.startsWith(cut)).toBe(true)
      expect(bytesOf(cut)).toBeLessThanOrEqual(max)
      if (whole.isWellFormed()) expect(cut.isWellFormed()).toBe(true)
      const [next] = whole.slice(cut.length)
      if (next !== undefined) expect(bytesOf(cut + next)).toBeGreaterThan(max)
    }),
  )
})

it('counts bytes, of nothing none', () => {
  expect([jsonBytes({ a: 'é' }), jsonBytes(undefined)]).toEqual([10, 0])
})
