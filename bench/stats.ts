/** The middle of some figures, which outliers do not move. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** How far figures lie apart, as a share of their middle. */
export const spread = (values: readonly number[]): string => {
  const share = (Math.max(...values) - Math.min(...values)) / median(values)
  return `${Math.round(share * 100)} %`
}

/** The figure below which a share of all lie. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const times = (value: number, base: number): string => `${(value / base).toFixed(2)}x`
