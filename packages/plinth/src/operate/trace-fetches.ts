import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Span, Tracer } from '@opentelemetry/api'
import { redact } from '../redact.ts'
import type { OtelPackages } from './otel-packages.ts'
import { formatTraceParent } from './trace-context.ts'

/** What undici says of a request, and the global `fetch` with it. */
interface Outgoing {
  readonly origin: string | URL
  readonly path: string
  readonly method: string
  readonly headers: string | readonly unknown[]
  addHeader(name: string, value: string): unknown
}

interface Message {
  readonly request: Outgoing
  readonly response?: { readonly statusCode: number }
  readonly error?: unknown
}

/** The key with which OpenTelemetry marks its own requests, which nobody wants to see. */
const SUPPRESSED = 'OpenTelemetry SDK Context Key SUPPRESS_TRACING'

const isTraced = ({ headers }: Outgoing): boolean =>
  typeof headers === 'string' ? /^traceparent:/im.test(headers) : headers.includes('traceparent')

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
    if (!trace.getSpan(active) || active.getValue(suppressed) || isTraced(request)) return
    const attributes = { 'http.request.method': request.method, ...addressOf(request) }
    const span = tracer.startSpan(request.method, { kind: SpanKind.CLIENT, attributes })
    spans.set(request, span)
    const own = span.spanContext()
    request.addHeader('traceparent', formatTraceParent(own))
    const state = own.traceState?.serialize()
    if (state) request.addHeader('tracestate', state)
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
