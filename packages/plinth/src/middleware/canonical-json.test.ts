import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

it('says the same as JSON, in one order', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const text = canonicalJson(value)
      expect(JSON.parse(text ?? '')).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(JSON.parse(text ?? ''))).toBe(text)
    }),
  )
  expect(canonicalJson({ b: 1, a: { d: undefined, c: [2] } })).toBe('{"a":{"c":[2]},"b":1}')
  expect(canonicalJson({ a: { c: [2] }, b: 1 })).toBe('{"a":{"c":[2]},"b":1}')
})

const circular: unknown[] = []
circular.push(circular)

it.each([
  [new Date(0)],
  [new Map()],
  [Number.NaN],
  [1n],
  [circular],
  [[undefined]],
  [undefined],
  [{ a: () => 1 }],
])('gives nothing for %o', value => {
  expect(canonicalJson(value)).toBeUndefined()
})
