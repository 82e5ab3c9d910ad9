import { expect, it } from 'vitest'
import { stylesFor } from '../style.ts'
import { showValue } from './show-value.ts'

const plain = stylesFor(process.stdout, { NO_COLOR: '1', TERM: 'dumb' })

it.each([
  ['text', 'text'],
  [12, '12'],
  [[], 'none'],
  [{}, 'empty'],
  [[1, 'b', null], '1\nb\nnull'],
  [[{ a: 1 }, { b: 'x\ny' }], 'a  b\n1\n   x y'],
  [{ city: 'Oslo', highs: [1, 2], at: { lat: 1 } }, 'city   Oslo\nhighs  1, 2\nat\n  lat  1'],
  [{ list: [{ a: { b: 1 } }] }, 'list\n  a\n  {"b":1}'],
])('%j', (value, shown) => {
  expect(showValue(value, plain)).toBe(shown)
})

it('wraps the last column where the terminal ends', () => {
  const words = 'a word '.repeat(12).trim()
  const lines = showValue({ about: words }, plain, 40).split('\n')
  expect(lines.length).toBeGreaterThan(2)
  expect(lines.every(line => line.length <= 40)).toBe(true)
})
