import { channel } from 'node:diagnostics_channel'
import * as api from '@opentelemetry/api'
import { context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ProcessRun, processChannel } from '../command/process-channel.ts'
import type { RunResult } from '../command/run-process.ts'
import { asyncContext } from './async-context.ts'
import { traceFetches } from './trace-fetches.ts'
import { traceProcesses } from './trace-processes.ts'

const exporter = new InMemorySpanExporter()
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
const tracer = provider.getTracer('test')
const call = tracer.startSpan('call')
const within = <T>(work: () => T) => context.with(trace.setSpan(ROOT_CONTEXT, call), work)
let end = () => {}

beforeAll(() => void context.setGlobalContextManager(asyncContext(ROOT_CONTEXT)))
afterAll(() => context.disable())
beforeEach(() => exporter.reset())
afterEach(() => end())

const outgoing = (headers: string[] = []) => {
  const added: [string, string][] = []
  return {
    added,
    origin: 'https://user:secret@api.example:8443',
    path: '/v1/things?api_key=secret',
    method: 'PUT',
    headers,
    addHeader: (name: string, value: string) => added.push([name, value]),
  }
}

const publish = (name: string, message: object) => channel(`undici:request:${name}`).publish(message)

describe('spans of what calls fetch', () => {
  beforeEach(() => {
    end = traceFetches(api, tracer)
  })

  it('show where, and neither credentials nor query', () => {
    const request = outgoing()
    within(() => publish('create', { request }))
    publish('headers', { request, response: { statusCode: 200 } })
    publish('trailers', { request })
    const [span] = exporter.getFinishedSpans()
    expect(span?.attributes).toEqual({
      'http.request.method': 'PUT',
      'server.address': 'api.example',
      'server.port': 8443,
      'url.full': 'https://api.example:8443/v1/things',
      'http.response.status_code': 200,
    })
    const { traceId, spanId } = span?.spanContext() ?? {}
    expect(request.added).toEqual([['traceparent', `00-${traceId}-${spanId}-01`]])
    expect(span?.parentSpanContext?.spanId).toBe(call.spanContext().spanId)
  })

  it('are what the upstream gets to know, where the handler has passed its trace on itself', () => {
    const { traceId, spanId } = call.spanContext()
    const request = outgoing(['Traceparent', `00-${traceId}-${spanId}-01`, 'accept', '*/*'])
    within(() => publish('create', { request }))
    publish('trailers', { request })
    const own = exporter.getFinishedSpans()[0]?.spanContext().spanId
    expect(own).toMatch(/^[0-9a-f]{16}$/)
    expect(request.headers).toEqual(['Traceparent', `00-${traceId}-${own}-01`, 'accept', '*/*'])
    expect(request.added).toEqual([])
  })

  it('say what went wrong', () => {
    const [first, second] = [outgoing(), outgoing()]
    within(() => {
      publish('create', { request: first })
      publish('create', { request: second })
    })
    publish('error', { request: first, error: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) })
    publish('error', { request: second, error: new TypeError('no') })
    expect(exporter.getFinishedSpans().map(({ attributes }) => attributes['error.type'])).toEqual([
      'ECONNREFUSED',
      'TypeError',
    ])
  })

  it('are not made outside of calls, of what is traced already, or of the sending of spans', () => {
    const requests = [outgoing(), outgoing(['traceparent', 'x']), outgoing()]
    const suppressed = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')
    publish('create', { request: requests[0] })
    within(() => publish('create', { request: requests[1] }))
    within(() =>
      context.with(context.active().setValue(suppressed, true), () =>
        publish('create', { request: requests[2] }),
      ),
    )
    for (const request of requests) publish('trailers', { request })
    expect(exporter.getFinishedSpans()).toEqual([])
    expect(requests.flatMap(({ added }) => added)).toEqual([])
  })
})

describe('spans of programs', () => {
  beforeEach(() => {
    end = traceProcesses(api, tracer)
  })

  const run = async (work: () => Promise<Partial<RunResult>>) => {
    const runs: ProcessRun = { command: 'nmap' }
    await within(() => processChannel.tracePromise(work, runs)).catch(() => {})
    return exporter.getFinishedSpans()[0]
  }

  it.each([
    [{ returncode: 0, ended: 'by-itself' }, undefined],
    [{ returncode: 3, ended: 'by-itself' }, '3'],
    [{ returncode: 124, ended: 'timed-out' }, 'timed-out'],
    [{ returncode: 143, ended: 'cancelled' }, 'cancelled'],
  ] as const)('that end as %j', async (result, fault) => {
    const span = await run(async () => result)
    expect(span).toMatchObject({ name: 'nmap', attributes: { 'process.exit.code': result.returncode } })
    expect(span?.attributes['error.type']).toBe(fault)
    expect(span?.parentSpanContext?.spanId).toBe(call.spanContext().spanId)
  })

  it('that cannot be started', async () => {
    const span = await run(() => Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' })))
    expect(span?.attributes).toEqual({ 'process.executable.name': 'nmap', 'error.type': 'EACCES' })
  })

  it('end when nobody listens any more', async () => {
    end()
    expect(await run(async () => ({ returncode: 0, ended: 'by-itself' }))).toBeUndefined()
  })
})

describe('the context of OpenTelemetry', () => {
  it('goes along with functions that are bound to it', () => {
    const key = createContextKey('key')
    const bound = context.bind(ROOT_CONTEXT.setValue(key, 'here'), () => context.active().getValue(key))
    expect(bound()).toBe('here')
    expect(context.bind(ROOT_CONTEXT, 7)).toBe(7)
    expect(context.active()).toBe(ROOT_CONTEXT)
  })
})
