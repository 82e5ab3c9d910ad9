import { cpus, loadavg } from 'node:os'
import process from 'node:process'
import type { Instruments } from './instruments.ts'
import type { MetricsReport, ToolMetrics } from './metrics-report.ts'
import { type Bucket, quantile } from './quantile.ts'

interface Value {
  readonly value: number
  readonly labels: Readonly<Partial<Record<string, string | number>>>
  readonly metricName?: string | undefined
}

const MICRO = 1e-6

const system = (): MetricsReport['system'] => {
  const { user, system: kernel } = process.cpuUsage()
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
  return {
    cpu: {
      user_seconds: user * MICRO,
      system_seconds: kernel * MICRO,
      load_average: loadavg(),
      processors: cpus().length,
    },
    memory: { rss, heap_used: heapUsed, heap_total: heapTotal, external },
    uptime: process.uptime(),
  }
}

const sumOf = (values: readonly Value[]): number => values.reduce((sum, { value }) => sum + value, 0)

const durationsOf = (values: readonly Value[]) => {
  const named = (suffix: string) => values.filter(({ metricName }) => metricName?.endsWith(suffix))
  const buckets = named('_bucket').map(
    ({ labels: { le }, value }): Bucket => ({
      upTo: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le),
      count: value,
    }),
  )
  const count = sumOf(named('_count'))
  return {
    avg_duration: count === 0 ? 0 : sumOf(named('_sum')) / count,
    p50: quantile(0.5, buckets),
    p95: quantile(0.95, buckets),
    p99: quantile(0.99, buckets),
  }
}

/** The same numbers as the Prometheus text, in the form that people and scripts read. */
export const readMetrics = async (instruments: Instruments): Promise<MetricsReport> => {
  const [executions, durations, active] = await Promise.all([
    instruments.executions.get(),
    instruments.durations.get(),
    instruments.active.get(),
  ])
  const names = new Set([...executions.values, ...active.values].map(({ labels }) => String(labels.tool)))
  const tools = [...names].map((tool): [string, ToolMetrics] => {
    const own = (values: readonly Value[]) => values.filter(({ labels }) => labels.tool === tool)
    const ended = own(executions.values)
    const count = (...statuses: string[]) =>
      sumOf(ended.filter(({ labels }) => statuses.includes(String(labels.status))))
    return [
      tool,
      {
        executions: sumOf(ended),
        successes: count('success'),
        failures: count('error', 'timeout'),
        timeouts: count('timeout'),
        refused: count('refused'),
        cancelled: count('cancelled'),
        active: sumOf(own(active.values)),
        ...durationsOf(own(durations.values)),
      },
    ]
  })
  return { system: system(), tools: Object.fromEntries(tools) }
}
