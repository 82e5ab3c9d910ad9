import * as api from '@opentelemetry/api'
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import {
  AlwaysOnSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Caller } from '../context/caller.ts'
import { refuse } from '../define/outcome.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { asyncContext } from './async-context.ts'
import { traceCalls } from './trace-calls.ts'

const exporter = new InMemorySpanExporter()
const provider = new TracerProvider({
  sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  spanProcessors: [new SimpleSpanProcessor({ exporter })],
})
const tracer = provider.getTracer('test')

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const traceparent = `00-${TRACE}-${SPAN}-01`

beforeAll(() => void context.setGlobalContextManager(asyncContext(ROOT_CONTEXT)))
afterAll(() => context.disable())
beforeEach(() => exporter.reset())

interface Given {
  readonly meta?: Readonly<Record<string, unknown>>
  readonly signal?: AbortSignal
}

const setUp = () => {
  const server = new Plinth({ name: 'shop' })
  const inner = server.tool('inner', {}, () => 'in')
  server.tool('outer', {}, (_, ctx) => ctx.call(inner))
  server.tool('broken', {}, () => {
    throw new Error('token=very-secret')
  })
  server.tool('asks', {}, (_, ctx) => ctx.elicit('Sure?', z.object({ sure: z.boolean() })))
  server.tool('baggage', {}, () => propagation.getActiveBaggage()?.getEntry('user')?.value ?? 'none')
  server.tool('barred', { use: [async () => refuse(BARRED)] }, () => 1)
  server.tool('waits', {}, (_, ctx) => ctx.signal.throwIfAborted())
  server.prompt('greet', {}, () => 'hello')
  server.resource('notes://{id}', {}, () => 'a note')
  server.runtime.watch(traceCalls(api, tracer, () => -32_003))
  const request = async (
    method: string,
    params: Record<string, unknown>,
    { meta = {}, signal, ...caller }: Partial<Caller> & Pick<Given, 'meta' | 'signal'> = {},
  ) => {
    const given = { method, params, meta, requestId: 7, ...(signal ? { signal } : {}) }
    const outcome = await dispatch(server.runtime, given, caller)
    return { outcome, spans: exporter.getFinishedSpans() }
  }
  const call = (name: string, more?: Parameters<typeof request>[2]) => request('tools/call', { name }, more)
  return { call, request }
}

const BARRED = { reason: 'forbidden', code: 'PERMISSION_DENIED', message: 'Not with token=abcdef12' } as const

describe('spans of calls', () => {
  it('follow the conventions', async () => {
    const { call } = setUp()
    const { spans } = await call('inner', {
      transport: 'http',
      address: '192.0.2.7',
      headers: { 'mcp-session-id': 's-1' },
    })
    expect(spans).toHaveLength(1)
    expect(spans[0]).toMatchObject({ name: 'tools/call inner', kind: SpanKind.SERVER, status: { code: 0 } })
    expect(spans[0]?.parentSpanContext).toBeUndefined()
    expect(spans[0]?.attributes).toEqual({
      'mcp.method.name': 'tools/call',
      'mcp.protocol.version': '2026-07-28',
      'mcp.session.id': 's-1',
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'inner',
      'jsonrpc.request.id': '7',
      'network.transport': 'tcp',
      'network.protocol.name': 'http',
      'client.address': '192.0.2.7',
      'plinth.correlation_id': expect.any(String),
    })
  })

  it.each([
    ['prompts/get', { name: 'greet' }, 'prompts/get greet', { 'gen_ai.prompt.name': 'greet' }],
    ['tools/list', {}, 'tools/list', {}],
    ['tools/call', { name: 'evil name' }, 'tools/call', { 'error.type': '-32003' }],
    ['evil/method', {}, '_OTHER', { 'mcp.method.name': '_OTHER' }],
    ['resources/read', { uri: 'notes://7' }, 'resources/read', { 'mcp.resource.uri': 'notes://7' }],
  ])('of %s %j are called "%s"', async (method, params, name, attributes) => {
    const { spans } = await setUp().request(method, params)
    expect(spans[0]).toMatchObject({ name, attributes })
  })

  it('belong to the trace that _meta names, whatever the headers say', async () => {
    const headers = { traceparent: `00-${'1'.repeat(32)}-${SPAN}-01` }
    const meta = { traceparent, tracestate: 'a=1' }
    const { spans } = await setUp().call('inner', { meta, headers })
    expect(spans[0]?.spanContext().traceId).toBe(TRACE)
    expect(spans[0]?.parentSpanContext).toMatchObject({ spanId: SPAN, isRemote: true })
    expect(spans[0]?.spanContext().traceState?.serialize()).toBe('a=1')
  })

  it('belong to the trace of the headers else', async () => {
    const { spans } = await setUp().call('inner', { headers: { traceparent } })
    expect(spans[0]?.spanContext().traceId).toBe(TRACE)
  })

  it('belong to a span that is under way, or are linked to it', async () => {
    const { call } = setUp()
    const ambient = tracer.startSpan('ambient')
    const within = <T>(work: () => T) => context.with(trace.setSpan(context.active(), ambient), work)
    const { spans } = await within(() => call('inner', { headers: { traceparent } }))
    expect(spans[0]?.parentSpanContext?.spanId).toBe(ambient.spanContext().spanId)
    const later = await within(() => call('inner', { meta: { traceparent } }))
    expect(later.spans[1]?.parentSpanContext?.spanId).toBe(SPAN)
    expect(later.spans[1]?.links).toMatchObject([{ context: { spanId: ambient.spanContext().spanId } }])
  })

  it('are not recorded where the caller does not want it', async () => {
    const { spans } = await setUp().call('inner', { meta: { traceparent: `00-${TRACE}-${SPAN}-00` } })
    expect(spans).toEqual([])
  })

  it('have one inside for each tool that another calls', async () => {
    const { spans } = await setUp().call('outer', { meta: { traceparent } })
    const [inner, outer] = spans
    expect(inner).toMatchObject({ name: 'execute_tool inner', kind: SpanKind.INTERNAL })
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId)
    expect(outer).toMatchObject({ name: 'tools/call outer' })
  })

  it('say what went wrong, and no secrets', async () => {
    const { call } = setUp()
    await call('broken')
    await call('barred')
    const { spans } = await call('asks')
    expect(spans[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: {
        'error.type': 'tool_error',
        'plinth.error.code': 'INTERNAL_ERROR',
        'plinth.error.id': expect.any(String),
      },
    })
    expect(spans[1]).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'Not with token=[redacted]' },
      attributes: { 'error.type': '-32003', 'rpc.response.status_code': '-32003' },
    })
    expect(spans[2]).toMatchObject({
      status: { code: 0 },
      attributes: { 'plinth.outcome': 'input_required' },
    })
    expect(
      JSON.stringify(spans.map(({ attributes, status, name }) => [attributes, status, name])),
    ).not.toMatch(/secret"|abcdef12|very-secret/)
  })

  it('say that a call was cancelled', async () => {
    const { spans } = await setUp().call('waits', { signal: AbortSignal.abort() })
    expect(spans[0]).toMatchObject({ attributes: { 'error.type': 'cancelled' } })
  })

  it('show a part of a URI, without secrets', async () => {
    const { request } = setUp()
    await request('resources/read', { uri: 'notes://token=abcdef12' })
    const { spans } = await request('resources/read', { uri: `notes://${'x'.repeat(5_000)}` })
    expect(spans[0]?.attributes['mcp.resource.uri']).toBe('notes://token=[redacted]')
    expect(spans[1]?.attributes['mcp.resource.uri']).toHaveLength(1_024)
  })

  it('know no flag of a trace but whether it is kept', async () => {
    const { spans } = await setUp().call('inner', { meta: { traceparent: `00-${TRACE}-${SPAN}-ff` } })
    expect(spans[0]?.parentSpanContext?.traceFlags).toBe(1)
  })

  it('hand the baggage of the caller to handlers', async () => {
    const { outcome } = await setUp().call('baggage', { meta: { traceparent, baggage: 'user=alice' } })
    expect(JSON.stringify(outcome)).toContain('alice')
  })
})
