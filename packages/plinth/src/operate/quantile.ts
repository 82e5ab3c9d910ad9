/** One bucket of a histogram: how many values there were up to its bound. */
export interface Bucket {
  readonly upTo: number
  readonly count: number
}

/**
 * A quantile of a histogram, as Prometheus estimates it: evenly spread inside of a bucket. Above the last bound it is
 * that bound.
 *
 * @param buckets cumulative, by rising bound; the last one holds all
 */
export const quantile = (share: number, buckets: readonly Bucket[]): number => {
  const rank = share * (buckets.at(-1)?.count ?? 0)
  if (rank === 0) return 0
  let below: Bucket = { upTo: 0, count: 0 }
  for (const bucket of buckets) {
    if (bucket.count >= rank) {
      if (!Number.isFinite(bucket.upTo)) return below.upTo
      const inside = (rank - below.count) / (bucket.count - below.count)
      return below.upTo + inside * (bucket.upTo - below.upTo)
    }
    below = bucket
  }
  return below.upTo
}
