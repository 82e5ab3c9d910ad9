import type { Metric, Registry } from 'prom-client'

type Label = string | number

interface Sample {
  readonly value: number
  readonly labels: Readonly<Record<string, Label>>
  readonly metricName?: string
}

/** A metric that a registry reads. */
interface Readable {
  get(): Promise<{ readonly values: readonly Sample[] }>
}

/** What a metric is called, and by what its values are told apart. */
export interface SeriesOptions {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
}

/** Something that goes up, and where it is a gauge down too. */
export interface Tally extends Readable {
  /** @param labels one for each of the names, in their order */
  add(count: number, ...labels: readonly Label[]): void
}

/** How long something took. */
export interface Durations extends Readable {
  /** @param labels one for each of the names, in their order */
  observe(seconds: number, ...labels: readonly Label[]): void
}

/** A value for each combination of labels, which is found without making a key of them. */
const byLabels = <T>(names: readonly string[], make: () => T) => {
  type Branch = Map<Label, Branch | T>
  const root: Branch = new Map()
  const all: { readonly labels: Readonly<Record<string, Label>>; readonly value: T }[] = []
  const grow = (branch: Branch, labels: readonly Label[], at: number): Branch | T => {
    const isLast = at === names.length - 1
    const grown = isLast ? make() : (new Map() as Branch)
    branch.set(labels[at] ?? '', grown)
    if (isLast)
      all.push({
        labels: Object.fromEntries(names.map((name, index) => [name, labels[index] ?? ''])),
        value: grown as T,
      })
    return grown
  }
  return {
    all,
    at(labels: readonly Label[]): T {
      let found: Branch | T = root
      for (let index = 0; index < names.length; index++) {
        const branch = found as Branch
        found = branch.get(labels[index] ?? '') ?? grow(branch, labels, index)
      }
      return found as T
    },
  }
}

const register = <M extends object>(
  registry: Registry,
  type: 'counter' | 'gauge' | 'histogram',
  { name, help }: SeriesOptions,
  metric: M & { samples(): readonly Sample[] },
): M & Readable => {
  const { samples } = metric
  const read = async () => ({ name, help, type, aggregator: 'sum' as const, values: samples() })
  const readable = { ...metric, name, help, type, get: read }
  registry.registerMetric(readable as unknown as Metric)
  return readable
}

/**
 * A counter or a gauge in a registry of prom-client. What is counted with every request is counted so, because
 * prom-client's own sort the labels and make a key of them each time: eight of these cost as much as the call itself.
 */
export const tally = (registry: Registry, type: 'counter' | 'gauge', options: SeriesOptions): Tally => {
  const series = byLabels(options.labelNames, () => ({ count: 0 }))
  return register(registry, type, options, {
    add(count: number, ...labels: readonly Label[]) {
      series.at(labels).count += count
    },
    samples: () => series.all.map(({ labels, value }) => ({ labels, value: value.count })),
  })
}

/**
 * A histogram, for the same reason.
 *
 * @param buckets the upper bounds in seconds, rising
 */
export const durations = (
  registry: Registry,
  { buckets, ...options }: SeriesOptions & { readonly buckets: readonly number[] },
): Durations => {
  const { name, labelNames } = options
  const series = byLabels(labelNames, () => ({ counts: buckets.map(() => 0), sum: 0, count: 0 }))
  const samplesOf = ({ labels, value: { counts, sum, count } }: (typeof series.all)[number]): Sample[] => {
    let upTo = 0
    const rising = buckets.map((le, index) => {
      upTo += counts[index] ?? 0
      return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: upTo }
    })
    return [
      ...rising,
      { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ]
  }
  return register(registry, 'histogram', options, {
    observe(seconds: number, ...labels: readonly Label[]) {
      const own = series.at(labels)
      const index = buckets.findIndex(bound => seconds <= bound)
      if (index >= 0) own.counts[index] = (own.counts[index] ?? 0) + 1
      own.sum += seconds
      own.count += 1
    },
    samples: () => series.all.flatMap(samplesOf),
  })
}
