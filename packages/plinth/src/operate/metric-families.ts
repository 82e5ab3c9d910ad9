import type { Metric, Registry } from 'prom-client'

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

const nameOf = (instrument: Instrument): string | undefined =>
  'name' in instrument && typeof instrument.name === 'string' ? instrument.name : undefined

const isMetric = (instrument: Instrument): instrument is Metric =>
  typeof instrument.get === 'function' && nameOf(instrument) !== undefined

/** @throws TypeError when it is no instrument, or there is another of that name */
export const addInstrument = (registry: Registry, instrument: Instrument): void => {
  const name = nameOf(instrument)
  if (!isMetric(instrument) || name === undefined)
    throw new TypeError(
      'A metric has to be an instrument of prom-client: new Counter({ name, help, registers: [] })',
    )
  const known = registry.getSingleMetric(name)
  if (known && known !== instrument)
    throw new TypeError(`There is a metric "${name}" already: give yours another name, as "${name}_own"`)
  registry.registerMetric(instrument)
}
