import type { HrTime } from '@opentelemetry/api'
import type { MetricData, MetricProducer } from '@opentelemetry/sdk-metrics'
import type { Family } from './metric-families.ts'
import type { OtelPackages } from './otel-packages.ts'

const OPERATION = 'mcp_server_operation_duration_seconds'

/** Names that the conventions write with dots, and Prometheus cannot hold. */
const DOTTED: Readonly<Record<string, string>> = {
  mcp_method_name: 'mcp.method.name',
  mcp_protocol_version: 'mcp.protocol.version',
  network_transport: 'network.transport',
  gen_ai_operation_name: 'gen_ai.operation.name',
  gen_ai_tool_name: 'gen_ai.tool.name',
  gen_ai_prompt_name: 'gen_ai.prompt.name',
  error_type: 'error.type',
  rpc_response_status_code: 'rpc.response.status_code',
}

type Labels = Family['values'][number]['labels']

const attributesOf = (labels: Labels, isOperation: boolean): Record<string, string | number> => {
  const given = Object.entries(labels).filter(([name, value]) => name !== 'le' && value !== undefined)
  return Object.fromEntries(
    given.map(([name, value]) => [(isOperation && DOTTED[name]) || name, value as string | number]),
  )
}

/** The buckets, sum and count of each series; Prometheus counts in each bucket what is in those below it too. */
const histograms = ({ name, values }: Family) => {
  const series = new Map<
    string,
    { labels: Labels; bounds: number[]; upTo: number[]; sum: number; count: number }
  >()
  for (const { labels, value, metricName } of values) {
    const { le, ...own } = labels
    const key = JSON.stringify(Object.entries(own).sort())
    const one = series.get(key) ?? { labels: own, bounds: [], upTo: [], sum: 0, count: 0 }
    series.set(key, one)
    if (metricName === `${name}_sum`) one.sum = value
    else if (metricName === `${name}_count`) one.count = value
    else if (le !== '+Inf') {
      one.bounds.push(Number(le))
      one.upTo.push(value)
    }
  }
  return [...series.values()].map(({ labels, bounds, upTo, sum, count }) => ({
    labels,
    value: {
      buckets: {
        boundaries: bounds,
        counts: [...upTo, count].map((total, index) => total - (upTo[index - 1] ?? 0)),
      },
      sum,
      count,
    },
  }))
}

const hrTime = (ms: number): HrTime => [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)]

/**
 * Hands the instruments of Prometheus to OpenTelemetry, as they are: there is one set of them, so that what both tell
 * cannot differ.
 */
export const metricProducer = (
  { api, sdkMetrics, resources }: Pick<OtelPackages, 'api' | 'sdkMetrics' | 'resources'>,
  families: () => Promise<readonly Family[]>,
  { version, now = () => Date.now() }: { version: string; now?: () => number },
): MetricProducer => {
  const { AggregationTemporality, DataPointType } = sdkMetrics
  const startTime = hrTime(now())

  const dataOf = (family: Family, endTime: HrTime): MetricData => {
    const isOperation = family.name === OPERATION
    const shared = {
      descriptor: {
        name: isOperation ? 'mcp.server.operation.duration' : family.name,
        description: family.help,
        unit: isOperation || family.name.endsWith('_seconds') ? 's' : '',
        valueType: api.ValueType.DOUBLE,
      },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
    }
    const point = <T>(labels: Labels, value: T) => ({
      startTime,
      endTime,
      attributes: attributesOf(labels, isOperation),
      value,
    })
    if (family.type === 'histogram')
      return {
        ...shared,
        dataPointType: DataPointType.HISTOGRAM,
        dataPoints: histograms(family).map(({ labels, value }) => point(labels, value)),
      }
    const own = family.values.filter(({ metricName = family.name }) => metricName === family.name)
    const dataPoints = own.map(({ labels, value }) => point(labels, value))
    return family.type === 'counter'
      ? { ...shared, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
      : { ...shared, dataPointType: DataPointType.GAUGE, dataPoints }
  }

  return {
    async collect() {
      const endTime = hrTime(now())
      const metrics = (await families()).map(family => dataOf(family, endTime))
      const scope = { name: 'plinth', version }
      const resource = resources.emptyResource()
      return { resourceMetrics: { resource, scopeMetrics: [{ scope, metrics }] }, errors: [] }
    },
  }
}
