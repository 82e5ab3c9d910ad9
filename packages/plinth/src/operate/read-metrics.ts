import { cpus, loadavg } from 'node:os'
import process from 'node:process'
import type { Instruments } from './instruments.ts'
import type { MetricsReport, TaskMetrics, ToolMetrics } from './metrics-report.ts'
import { type Bucket, quantile } from './quantile.ts'
import type { TaskGauges } from './task-instruments.ts'
import type { ToolTotals } from './traffic.ts'

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

const boundOf = (le: string | number | undefined): number =>
  le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le)

const bucketsIn = (values: readonly Value[]): readonly Bucket[] =>
  values
    .filter(({ metricName }) => metricName?.endsWith('_bucket'))
    .map(({ labels: { le }, value }) => ({ upTo: boundOf(le), count: value }))

const durationsOf = (values: readonly Value[]) => {
  const named = (suffix: string) => values.filter(({ metricName }) => metricName?.endsWith(suffix))
  const buckets = bucketsIn(values)
  const count = sumOf(named('_count'))
  return {
    avg_duration: count === 0 ? 0 : sumOf(named('_sum')) / count,
    p50: quantile(0.5, buckets),
    p95: quantile(0.95, buckets),
    p99: quantile(0.99, buckets),
  }
}

const readTasks = async (tasks: TaskGauges): Promise<TaskMetrics | undefined> => {
  try {
    const { waiting, ...counts } = await tasks.tally()
    return { ...counts, input_required: waiting, active: tasks.active, store_bytes: await tasks.size() }
  } catch {
    return undefined
  }
}

/** The same numbers as the Prometheus text, in the form that people and scripts read. */
export const readMetrics = async (
  instruments: Instruments,
  tasks: () => TaskGauges | undefined = () => undefined,
): Promise<MetricsReport> => {
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
  const known = tasks()
  const ofTasks = known && (await readTasks(known))
  return { system: system(), tools: Object.fromEntries(tools), ...(ofTasks ? { tasks: ofTasks } : {}) }
}

/** What all tools did since the start. */
export const readTotals = async ({ executions, durations }: Instruments): Promise<ToolTotals> => {
  const [counted, timed] = await Promise.all([executions.get(), durations.get()])
  const ended: Record<string, number> = {}
  for (const { labels, value } of counted.values) {
    const status = String(labels.status)
    ended[status] = (ended[status] ?? 0) + value
  }
  const buckets = new Map<number, number>()
  for (const { upTo, count } of bucketsIn(timed.values)) buckets.set(upTo, (buckets.get(upTo) ?? 0) + count)
  const rising = [...buckets].sort(([a], [b]) => a - b)
  return { ended, durations: rising.map(([upTo, count]) => ({ upTo, count })) }
}
