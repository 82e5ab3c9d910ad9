import type { MeterProvider } from '@opentelemetry/sdk-metrics'
import type { TracerProvider } from '@opentelemetry/sdk-trace'
import type { Watcher } from '../dispatch/compose.ts'
import { type LogFields, type Logger, silentLogger } from '../logger.ts'
import type { TraceHeaders } from '../trace-context.ts'
import { asyncContext } from './async-context.ts'
import type { WireCode } from './mcp-operation.ts'
import type { Family } from './metric-families.ts'
import { loadOtel, type OtelPackages } from './otel-packages.ts'
import { metricProducer } from './otlp-metrics.ts'
import { type OtlpTarget, otlpTarget } from './otlp-target.ts'
import { type Outage, outage } from './outage.ts'
import { samplerOf } from './sampler.ts'
import { traceCalls } from './trace-calls.ts'
import { headersOfSpan, traceFetches } from './trace-fetches.ts'
import { traceProcesses } from './trace-processes.ts'

export interface TracingOptions {
  /** What the server is called in traces, unless `OTEL_SERVICE_NAME` says otherwise. */
  readonly service: string
  readonly version: string
  /** The receiver, named by its base. Default: what the `OTEL_EXPORTER_OTLP_` variables say. */
  readonly url?: string | undefined
  /** The codes that refusals are sent with. */
  readonly wireCode: WireCode
  /** Metrics to send beside the traces. Default: none. */
  readonly metrics?: (() => Promise<readonly Family[]>) | undefined
  /** Milliseconds between two times that metrics are sent. Default 30,000. */
  readonly intervalMs?: number
  /** Default: nothing is logged. */
  readonly log?: Logger
  /** Default `process.env`. */
  readonly env?: NodeJS.ProcessEnv
}

/** Makes spans of what a server does, and sends them. */
export interface Tracing {
  /** Makes a span of each call: the outermost, so that all that belongs to the call is in it. */
  readonly middleware: Watcher
  /** The ids of the span that this code runs in, for log lines. */
  fields(): LogFields | undefined
  /** The span that this code runs in, for what is sent within it. */
  active(): TraceHeaders | undefined
  /** Sends what has not been sent, and ends. */
  stop(): Promise<void>
}

/** Spans that may wait to be sent; more are dropped. */
const MAX_QUEUE = 2_048
/** Less than a server that stops waits for. */
const EXPORT_TIMEOUT_MS = 4_000

interface Exporter<T> {
  export(batch: T, callback: (result: { code: number; error?: Error }) => void): void
}

/** Tells the log how exports go; the exporter is told nothing of it. */
const watched = <T, E extends Exporter<T>>(exporter: E, { worked, failed }: Outage): E => {
  const send = exporter.export.bind(exporter)
  exporter.export = (batch: T, callback: Parameters<E['export']>[1]) =>
    send(batch, result => {
      if (result.code === 0) worked()
      else failed(result.error)
      callback(result)
    })
  return exporter
}

const exporterOptions = (
  target: OtlpTarget | undefined,
  signal: 'traces' | 'metrics',
  env: NodeJS.ProcessEnv,
) => ({
  ...(target && { url: target[signal], headers: { ...target.headers } }),
  ...(env.OTEL_EXPORTER_OTLP_TIMEOUT === undefined && { timeoutMillis: EXPORT_TIMEOUT_MS }),
})

/** Whether the application around this server has its own way to record spans. */
const isRegistered = ({ trace }: OtelPackages['api']): boolean => {
  const provider: object = trace.getTracerProvider()
  if (!('getDelegateTracer' in provider) || typeof provider.getDelegateTracer !== 'function') return true
  return provider.getDelegateTracer('plinth') !== undefined
}

/**
 * Begins to trace. Where the application has registered a tracer provider, spans go there; else to the receiver, in
 * OTLP over HTTP, and the provider is registered for everybody in this process.
 *
 * @throws Error when packages of OpenTelemetry, optional peer dependencies, are not installed
 */
export const createTracing = async (options: TracingOptions): Promise<Tracing> => {
  const { service, version, wireCode, metrics, log = silentLogger, env = process.env } = options
  const packages = await loadOtel()
  const { api, sdkTrace, sdkMetrics, resources, traceExporter, metricExporter } = packages
  const target = options.url === undefined ? undefined : otlpTarget(options.url)
  const resource = resources
    .defaultResource()
    .merge(resources.resourceFromAttributes({ 'service.name': service, 'service.version': version }))
    .merge(resources.detectResources({ detectors: [resources.envDetector] }))

  const startSpans = (): TracerProvider | undefined => {
    if (isRegistered(api)) return undefined
    const exporter = new traceExporter.OTLPTraceExporter(exporterOptions(target, 'traces', env))
    const provider = new sdkTrace.TracerProvider({
      resource,
      sampler: samplerOf(sdkTrace, env),
      spanProcessors: [
        new sdkTrace.BatchSpanProcessor({
          exporter: watched(exporter, outage(log, 'tracing', 'The export of traces')),
          maxQueueSize: MAX_QUEUE,
        }),
      ],
    })
    api.context.setGlobalContextManager(asyncContext(api.ROOT_CONTEXT))
    api.trace.setGlobalTracerProvider(provider)
    return provider
  }

  const startMetrics = (): MeterProvider | undefined => {
    if (!metrics) return undefined
    const exportIntervalMillis = options.intervalMs ?? 30_000
    const exporter = new metricExporter.OTLPMetricExporter(exporterOptions(target, 'metrics', env))
    const reader = new sdkMetrics.PeriodicExportingMetricReader({
      exporter: watched(exporter, outage(log, 'metrics.export', 'The export of metrics')),
      exportIntervalMillis,
      exportTimeoutMillis: Math.min(exportIntervalMillis, EXPORT_TIMEOUT_MS),
      metricProducers: [metricProducer(packages, metrics, { version })],
    })
    return new sdkMetrics.MeterProvider({ resource, readers: [reader] })
  }

  const spans = startSpans()
  const numbers = startMetrics()
  const tracer = api.trace.getTracer('plinth', version)
  const ends = [traceProcesses(api, tracer), traceFetches(api, tracer)]
  return {
    middleware: traceCalls(api, tracer, wireCode),
    fields() {
      const span = api.trace.getActiveSpan()?.spanContext()
      return span && { traceId: span.traceId, spanId: span.spanId }
    },
    active() {
      const span = api.trace.getActiveSpan()?.spanContext()
      return span && headersOfSpan(span)
    },
    async stop() {
      for (const end of ends) end()
      await Promise.allSettled([spans?.shutdown(), numbers?.shutdown()])
      if (!spans) return
      api.trace.disable()
      api.context.disable()
    },
  }
}
