/** A metric with its values, as `prom-client` gives it. */
export interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary'
  readonly values: readonly {
    readonly value: number
    readonly labels: Readonly<Partial<Record<string, string | number>>>
    /** For histograms and summaries: whether it is a bucket, the sum, or the count. */
    readonly metricName?: string | undefined
  }[]
}

/** A counter, gauge, histogram or summary of `prom-client`. */
export interface Instrument {
  get(): Promise<object>
  reset(): void
}
