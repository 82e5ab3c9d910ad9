import * as api from '@opentelemetry/api'
import * as resources from '@opentelemetry/resources'
import * as sdkMetrics from '@opentelemetry/sdk-metrics'
import * as sdkTrace from '@opentelemetry/sdk-trace'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import type { Family } from './metric-families.ts'
import { metricProducer } from './otlp-metrics.ts'
import { otlpTarget } from './otlp-target.ts'
import { samplerOf } from './sampler.ts'

describe('the receiver of OTLP', () => {
  it.each([
    ['http://127.0.0.1:4318', 'http://127.0.0.1:4318/v1/traces'],
    ['http://127.0.0.1:4318/', 'http://127.0.0.1:4318/v1/traces'],
    ['https://otlp.example/base', 'https://otlp.example/base/v1/traces'],
    ['https://otlp.example/base/v1/traces', 'https://otlp.example/base/v1/traces'],
    ['https://otlp.example/v1/metrics/', 'https://otlp.example/v1/traces'],
    ['https://otlp.example/?tenant=a', 'https://otlp.example/v1/traces?tenant=a'],
  ])('%s gets traces at %s', (url, traces) => {
    expect(otlpTarget(url)).toEqual({ traces, metrics: traces.replace('traces', 'metrics'), headers: {} })
  })

  it('gets user and password as a header, and not in the URL', () => {
    const { traces, headers } = otlpTarget('https://me:p%40ss@otlp.example')
    expect(traces).toBe('https://otlp.example/v1/traces')
    expect(headers).toEqual({ authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}` })
  })
})

describe('instruments of Prometheus for OTLP', () => {
  const collect = async (fill: (registers: Registry[]) => void) => {
    const registry = new Registry()
    fill([registry])
    const families = async () => (await registry.getMetricsAsJSON()) as unknown as readonly Family[]
    const producer = metricProducer({ api, sdkMetrics, resources }, families, {
      version: '1',
      now: () => 1_500,
    })
    const { resourceMetrics } = await producer.collect()
    return resourceMetrics.scopeMetrics[0]?.metrics ?? []
  }

  it('are sums and gauges with the same values', async () => {
    const metrics = await collect(registers => {
      new Counter({ name: 'orders_total', help: 'Orders', labelNames: ['shop'], registers }).inc(
        { shop: 'a' },
        3,
      )
      new Gauge({ name: 'open', help: 'Open', registers }).set(-2)
    })
    expect(metrics).toMatchObject([
      {
        descriptor: { name: 'orders_total', description: 'Orders', unit: '' },
        dataPointType: sdkMetrics.DataPointType.SUM,
        isMonotonic: true,
        dataPoints: [{ attributes: { shop: 'a' }, value: 3, startTime: [1, 500_000_000] }],
      },
      { dataPointType: sdkMetrics.DataPointType.GAUGE, dataPoints: [{ attributes: {}, value: -2 }] },
    ])
  })

  it('are histograms whose buckets count for themselves', async () => {
    const metrics = await collect(registers => {
      const buckets = [1, 5]
      const labelNames = ['tool']
      const histogram = new Histogram({ name: 'took_seconds', help: 'Took', labelNames, buckets, registers })
      for (const value of [0.5, 1, 3, 7, 9, 11]) histogram.observe({ tool: 'a' }, value)
      histogram.observe({ tool: 'b' }, 4)
    })
    expect(metrics).toMatchObject([
      {
        descriptor: { name: 'took_seconds', unit: 's' },
        dataPoints: [
          {
            attributes: { tool: 'a' },
            value: { buckets: { boundaries: [1, 5], counts: [2, 1, 3] }, sum: 31.5, count: 6 },
          },
          {
            attributes: { tool: 'b' },
            value: { buckets: { boundaries: [1, 5], counts: [0, 1, 0] }, sum: 4, count: 1 },
          },
        ],
      },
    ])
  })

  it('have the names of the conventions where these have one', async () => {
    const [metric] = await collect(registers => {
      new Histogram({
        name: 'mcp_server_operation_duration_seconds',
        help: 'Took',
        labelNames: ['mcp_method_name', 'error_type'],
        registers,
      }).observe({ mcp_method_name: 'tools/call', error_type: 'tool_error' }, 1)
    })
    expect(metric?.descriptor).toMatchObject({ name: 'mcp.server.operation.duration', unit: 's' })
    expect(metric?.dataPoints[0]?.attributes).toEqual({
      'mcp.method.name': 'tools/call',
      'error.type': 'tool_error',
    })
  })
})

describe('the sampler', () => {
  it.each([
    [{}, 'ParentBased{root=AlwaysOnSampler'],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, 'AlwaysOffSampler'],
    [{ OTEL_TRACES_SAMPLER: 'always_on' }, 'AlwaysOnSampler'],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' }, 'TraceIdRatioBased{0.25}'],
    [
      { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
      'ParentBased{root=TraceIdRatioBased{0}',
    ],
    [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: 'x' }, 'TraceIdRatioBased{1}'],
    [{ OTEL_TRACES_SAMPLER: 'jaeger_remote' }, 'ParentBased{root=AlwaysOnSampler'],
  ])('of %j is %s', (env, expected) => {
    expect(String(samplerOf(sdkTrace, env)).startsWith(expected)).toBe(true)
  })
})
