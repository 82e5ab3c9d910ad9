import type { Attributes, Context, Link, Span, Tracer } from '@opentelemetry/api'
import type { CallContext } from '../context/call.ts'
import { messageIn } from '../define/outcome.ts'
import type { Watcher } from '../dispatch/compose.ts'
import { type Ending, observe } from '../dispatch/observe.ts'
import { redact } from '../redact.ts'
import { readBaggage, readTraceParent } from '../trace-context.ts'
import { faultOf, operationOf, type WireCode } from './mcp-operation.ts'
import type { OtelPackages } from './otel-packages.ts'

type Api = OtelPackages['api']

const MAX_URI = 1_024

const sessionOf = ({ caller }: CallContext): Attributes => {
  const id = caller.headers?.['mcp-session-id']
  return typeof id === 'string' ? { 'mcp.session.id': id } : {}
}

const requestOf = (ctx: CallContext): Attributes => ({
  ...operationOf(ctx),
  ...sessionOf(ctx),
  'jsonrpc.request.id': String(ctx.requestId),
  ...(ctx.transport === 'http' && { 'network.protocol.name': 'http' }),
  ...(ctx.address !== undefined && { 'client.address': ctx.address }),
  ...(ctx.method === 'resources/read' && {
    'mcp.resource.uri': String(redact(String(ctx.params.uri))).slice(0, MAX_URI),
  }),
})

const executionOf = ({ component, name }: CallContext): Attributes => ({
  'gen_ai.operation.name': 'execute_tool',
  'gen_ai.tool.name': component?.name ?? name,
})

const nameOf = (attributes: Attributes): string => {
  const target = attributes['gen_ai.tool.name'] ?? attributes['gen_ai.prompt.name']
  const method = attributes['mcp.method.name'] ?? attributes['gen_ai.operation.name']
  return target === undefined ? String(method) : `${method} ${target}`
}

/**
 * The trace that a request belongs to: that of `_meta`, with a link to one that is under way already; else that one;
 * else that of the HTTP request.
 */
const parentOf = (
  { trace, propagation, createTraceState, TraceFlags }: Api,
  ctx: CallContext,
  active: Context,
) => {
  const remote = (carrier: Readonly<Record<string, unknown>> | undefined): Context | undefined => {
    const parent = readTraceParent(carrier)
    if (!parent) return undefined
    const { traceId, spanId, traceFlags, state } = parent
    const under = trace.setSpanContext(active, {
      traceId,
      spanId,
      traceFlags: traceFlags & TraceFlags.SAMPLED,
      isRemote: true,
      ...(state === undefined ? {} : { traceState: createTraceState(state) }),
    })
    const baggage = Object.entries(readBaggage(carrier)).map(([name, value]) => [name, { value }] as const)
    if (baggage.length === 0) return under
    return propagation.setBaggage(under, propagation.createBaggage(Object.fromEntries(baggage)))
  }
  const links: Link[] = []
  const ambient = trace.getSpan(active)
  const fromMeta = remote(ctx.meta)
  if (fromMeta && ambient) links.push({ context: ambient.spanContext() })
  return { parent: fromMeta ?? (ambient ? active : remote(ctx.caller.headers)) ?? active, links }
}

/**
 * Makes a span of each request, by the semantic conventions for MCP servers, and one inside of it for each tool that
 * another one calls. Names hold what the server knows, never what a caller sent.
 */
export const traceCalls = (api: Api, tracer: Tracer, wireCode: WireCode): Watcher => {
  const { context, trace, SpanKind, SpanStatusCode } = api

  const begin = (ctx: CallContext, active: Context): { span: Span; parent: Context } => {
    if (ctx.depth > 0) {
      const attributes = executionOf(ctx)
      return { span: tracer.startSpan(nameOf(attributes), { attributes }, active), parent: active }
    }
    const attributes: Attributes = { ...requestOf(ctx), 'plinth.correlation_id': ctx.correlationId }
    const { parent, links } = parentOf(api, ctx, active)
    const options = { kind: SpanKind.SERVER, attributes, links }
    return { span: tracer.startSpan(nameOf(attributes), options, parent), parent }
  }

  const end = (span: Span, fault: Attributes, { code, errorId, outcome: kind }: Ending, message?: string) => {
    span.setAttributes({
      ...fault,
      ...(code !== undefined && { 'plinth.error.code': code }),
      ...(errorId !== undefined && { 'plinth.error.id': errorId }),
      ...((kind === 'input_required' || kind === 'task') && { 'plinth.outcome': kind }),
    })
    if ('error.type' in fault) {
      const shown = message === undefined ? {} : { message: String(redact(message)) }
      span.setStatus({ code: SpanStatusCode.ERROR, ...shown })
    }
    span.end()
  }

  return (ctx, next) => {
    const { span, parent } = begin(ctx, context.active())
    return context.with(trace.setSpan(parent, span), () =>
      observe(ctx, next, (ending, outcome) =>
        end(span, faultOf(ending, outcome, ctx, wireCode), ending, outcome && messageIn(outcome)),
      ),
    )
  }
}
