import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Span, SpanContext, Tracer } from '@opentelemetry/api'
import { redact } from '../redact.ts'
import { formatTraceParent, type TraceHeaders, traceHeaders } from '../trace-context.ts'
import type { OtelPackages } from './otel-packages.ts'

/** What undici says of a request, and the global `fetch` with it. */
interface Outgoing {
  readonly origin: string | URL
  readonly path: string
  readonly method: string
  /** Names and values in turn. */
  readonly headers: unknown[]
  addHeader(name: string, value: string): unknown
}

interface Message {
  readonly request: Outgoing
  readonly response?: { readonly statusCode: number }
  readonly error?: unknown
}

/** The key with which OpenTelemetry marks its own requests, which nobody wants to see. */
const SUPPRESSED = 'OpenTelemetry SDK Context Key SUPPRESS_TRACING'

/** A span in the form in which it is passed on. */
export const headersOfSpan = ({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceHeaders => {
  const state = traceState?.serialize()
  return traceHeaders({ traceId, spanId, traceFlags, ...(state ? { state } : {}) })
}

const isName = (header: unknown, name: string): boolean =>
  typeof header === 'string' && header.toLowerCase() === name

/** Where the value of a header field stands; 0 where it does not. */
const placeOf = (headers: readonly unknown[], name: string): number =>
  headers.findIndex((header, index) => index % 2 === 0 && isName(header, name)) + 1

const pass = (request: Outgoing, trace: TraceHeaders): void => {
  for (const [name, value] of Object.entries(trace)) {
    const place = placeOf(request.headers, name)
    if (place === 0) request.addHeader(name, value)
    else request.headers[place] = value
  }
}

const addressOf = ({ origin, path }: Outgoing) => {
  const { hostname, port, protocol, origin: base } = new URL(String(origin))
  const [pathname = ''] = path.split('?', 1)
  return {
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    'url.full': String(redact(`${base}${pathname}`)),
  }
}

/**
 * Makes a span of each HTTP request that a call sends by `fetch` or undici, and passes its trace on to the upstream.
 * Queries are left out, since keys stand in them, and the caller's baggage stays here: it was not meant for others.
 *
 * @returns ends it
 */
export const traceFetches = (api: OtelPackages['api'], tracer: Tracer) => {
  const { context, trace, SpanKind, SpanStatusCode } = api
  const suppressed = api.createContextKey(SUPPRESSED)
  const spans = new WeakMap<Outgoing, Span>()

  const create = ({ request }: Message) => {
    const active = context.active()
    const around = trace.getSpan(active)?.spanContext()
    if (!around || active.getValue(suppressed)) return
    const place = placeOf(request.headers, 'traceparent')
    // Somebody else traces it, unless it is what the handler was given to pass on.
    if (place > 0 && request.headers[place] !== formatTraceParent(around)) return
    const attributes = { 'http.request.method': request.method, ...addressOf(request) }
    const span = tracer.startSpan(request.method, { kind: SpanKind.CLIENT, attributes })
    spans.set(request, span)
    pass(request, headersOfSpan(span.spanContext()))
  }
  const headers = ({ request, response }: Message) => {
    if (!response) return
    const span = spans.get(request)?.setAttribute('http.response.status_code', response.statusCode)
    if (response.statusCode < 400) return
    span?.setAttribute('error.type', String(response.statusCode)).setStatus({ code: SpanStatusCode.ERROR })
  }
  const trailers = ({ request }: Message) => spans.get(request)?.end()
  const failed = ({ request, error }: Message) => {
    const type = error instanceof Error ? ('code' in error ? String(error.code) : error.name) : '_OTHER'
    spans.get(request)?.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR }).end()
  }

  const listeners = Object.entries({ create, headers, trailers, error: failed }).map(
    ([name, listener]) =>
      [`undici:request:${name}`, (message: unknown) => void listener(message as Message)] as const,
  )
  for (const [channel, listener] of listeners) subscribe(channel, listener)
  return () => {
    for (const [channel, listener] of listeners) unsubscribe(channel, listener)
  }
}
