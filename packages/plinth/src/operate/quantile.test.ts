import { expect, it } from 'vitest'
import { quantile } from './quantile.ts'

const buckets = [
  { upTo: 1, count: 10 },
  { upTo: 2, count: 30 },
  { upTo: 4, count: 40 },
  { upTo: Number.POSITIVE_INFINITY, count: 50 },
]

it.each([
  [0.1, 0.5],
  [0.2, 1],
  [0.4, 1.5],
  [0.5, 1.75],
  [0.7, 3],
  [0.8, 4],
  [0.99, 4],
])('the quantile %d lies at %d', (share, value) => {
  expect(quantile(share, buckets)).toBeCloseTo(value)
})

it('of nothing is nothing', () => {
  expect(quantile(0.5, [])).toBe(0)
  expect(quantile(0.5, [{ upTo: 1, count: 0 }])).toBe(0)
})

it('skips empty buckets', () => {
  expect(
    quantile(0.5, [
      { upTo: 1, count: 0 },
      { upTo: 2, count: 0 },
      { upTo: 4, count: 2 },
    ]),
  ).toBe(3)
})
