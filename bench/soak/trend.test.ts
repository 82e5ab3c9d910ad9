import { expect, it } from 'vitest'
import { growthOf, slopeOf } from './trend.ts'

it.each([
  [[1, 2, 3], 1],
  [[5, 5, 5, 5], 0],
  [[9, 6, 3], -3],
  [[1, 3, 2, 4], 0.8],
  [[7], 0],
])('the slope of %j is %d', (values, slope) => {
  expect(slopeOf(values)).toBeCloseTo(slope)
})

it('growth is told as a share of the mean, without the beginning', () => {
  expect(growthOf([1, 50, 95, 100, 105], 2)).toBeCloseTo(0.1)
})
