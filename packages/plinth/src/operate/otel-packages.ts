import type * as Api from '@opentelemetry/api'
import type * as MetricExporter from '@opentelemetry/exporter-metrics-otlp-http'
import type * as TraceExporter from '@opentelemetry/exporter-trace-otlp-http'
import type * as Resources from '@opentelemetry/resources'
import type * as SdkMetrics from '@opentelemetry/sdk-metrics'
import type * as SdkTrace from '@opentelemetry/sdk-trace'

/** What of OpenTelemetry is needed; all of it optional peers. */
export interface OtelPackages {
  readonly api: typeof Api
  readonly sdkTrace: typeof SdkTrace
  readonly sdkMetrics: typeof SdkMetrics
  readonly resources: typeof Resources
  readonly traceExporter: typeof TraceExporter
  readonly metricExporter: typeof MetricExporter
}

/**
 * Loads OpenTelemetry.
 *
 * @throws Error when one of the packages is not installed
 */
export const loadOtel = async (): Promise<OtelPackages> => {
  try {
    const [api, sdkTrace, sdkMetrics, resources, traceExporter, metricExporter] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/sdk-metrics'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/exporter-metrics-otlp-http'),
    ])
    return { api, sdkTrace, sdkMetrics, resources, traceExporter, metricExporter }
  } catch (error) {
    throw new Error(
      'Tracing needs the packages @opentelemetry/api, sdk-trace, sdk-metrics, resources, exporter-trace-otlp-http and ' +
        'exporter-metrics-otlp-http of @opentelemetry: install them with npm, or set MCP_ENABLE_TRACING=false',
      { cause: error },
    )
  }
}
