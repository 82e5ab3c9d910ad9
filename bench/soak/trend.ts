/** The slope of a line through values at equal distances: how much they grow from one to the next. */
export const slopeOf = (values: readonly number[]): number => {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let over = 0
  let under = 0
  for (const [index, value] of values.entries()) {
    over += (index - middle) * (value - mean)
    under += (index - middle) ** 2
  }
  return under === 0 ? 0 : over / under
}

/** How much values have grown along their line, as a share of their mean. What came before `warmUp` does not count. */
export const growthOf = (values: readonly number[], warmUp: number): number => {
  const counted = values.slice(warmUp)
  const mean = counted.reduce((sum, value) => sum + value, 0) / counted.length
  return (slopeOf(counted) * (counted.length - 1)) / mean
}
