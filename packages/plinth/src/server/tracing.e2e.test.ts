import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { freePort } from '@plinth/test-support/ports'
import { SOURCES_ENV } from '@plinth/test-support/sources'
import { afterEach, describe, expect, it } from 'vitest'
import { otlpReceiver, plain } from '../testing/otlp-receiver.fixtures.ts'

const FIXTURE = join(import.meta.dirname, 'observed.fixtures.ts')
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SPAN = 'b7ad6b7169203331'
const _meta = { traceparent: `00-${TRACE}-${SPAN}-01` }
const ends: (() => unknown)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

const start = async (env: Record<string, string>, ...flags: string[]) => {
  const child = spawn(process.execPath, [...flags, FIXTURE], {
    env: {
      ...SOURCES_ENV,
      LOG_FORMAT: 'json',
      MCP_SERVER_TRANSPORT: 'http',
      MCP_SERVER_PORT: String(await freePort()),
      ...env,
    },
  })
  ends.push(() => child.kill('SIGKILL'))
  let stderr = ''
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  const exit = once(child, 'close').then(([code]) => code)
  await expect.poll(() => stderr, { timeout: 30_000 }).toContain('server.started')
  const lines = () =>
    stderr
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line))
  const { url } = lines().find(({ event }) => event === 'server.started')
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  await client.connect(new StreamableHTTPClientTransport(new URL(url)))
  ends.push(() => client.close())
  return {
    url: String(url),
    client,
    lines,
    log: () => stderr,
    async stop() {
      await client.close()
      child.kill('SIGTERM')
      expect(await exit).toBe(0)
    },
  }
}

const receiver = async () => {
  const made = await otlpReceiver()
  ends.push(made.close)
  return made
}

const on = { MCP_ENABLE_TRACING: 'true' }

describe('tracing', () => {
  it('sends the spans of a call and of its program, under the trace of the caller', async () => {
    const otlp = await receiver()
    const url = `http://user:hidden-password@${otlp.address}`
    const { client, stop, lines, log } = await start({ ...on, MCP_TRACING_OTLP_URL: url })
    await client.callTool({ name: 'say', arguments: { word: 'hello' }, _meta })
    await client.callTool({ name: 'order', arguments: {}, _meta })
    await stop()
    const spans = otlp.spans()
    const call = spans.find(({ name }) => name === 'tools/call say')
    const program = spans.find(({ name }) => name === 'echo')
    expect(call).toMatchObject({
      traceId: TRACE,
      parentSpanId: SPAN,
      kind: 2,
      attributes: {
        'mcp.method.name': 'tools/call',
        'gen_ai.tool.name': 'say',
        'client.address': '127.0.0.1',
        'network.transport': 'tcp',
      },
      resource: { 'service.name': 'observed', 'service.version': '1.2.3' },
    })
    expect(program).toMatchObject({
      traceId: TRACE,
      parentSpanId: call?.spanId,
      kind: 3,
      attributes: { 'process.executable.name': 'echo', 'process.exit.code': '0' },
    })
    const order = spans.find(({ name }) => name === 'tools/call order')
    expect(lines().find(({ message }) => message === 'an order')).toMatchObject({
      traceId: TRACE,
      spanId: order?.spanId,
    })
    const basic = `Basic ${Buffer.from('user:hidden-password').toString('base64')}`
    expect(otlp.requests.every(({ headers }) => headers.authorization === basic)).toBe(true)
    expect(log()).not.toContain('hidden-password')
  })

  it('knows the trace of a call that came as a plain HTTP request', async () => {
    const otlp = await receiver()
    const { url, stop } = await start({ ...on, MCP_TRACING_OTLP_URL: `http://${otlp.address}` })
    const answer = await fetch(url.replace('/mcp', '/tools/say/execute'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ..._meta },
      body: JSON.stringify({ word: 'hello' }),
    })
    expect(answer.status).toBe(200)
    await stop()
    const call = otlp.spans().find(({ name }) => name === 'tools/call say')
    expect(call).toMatchObject({ traceId: TRACE, parentSpanId: SPAN })
    expect(otlp.spans().find(({ name }) => name === 'echo')?.parentSpanId).toBe(call?.spanId)
  })

  it('sends the same metrics that Prometheus reads', async () => {
    const otlp = await receiver()
    const { client, stop } = await start({ ...on, OTEL_EXPORTER_OTLP_ENDPOINT: `http://${otlp.address}` })
    await client.callTool({ name: 'order', arguments: {} })
    await client.callTool({ name: 'order', arguments: {} })
    await stop()
    const metrics = otlp.metrics()
    const executions = metrics.findLast(({ name }) => name === 'mcp_tool_execution_total')
    expect(executions?.sum?.dataPoints.map(point => [plain(point.attributes), point.asDouble])).toEqual([
      [{ tool: 'order', status: 'success' }, 2],
    ])
    const operations = metrics.findLast(({ name }) => name === 'mcp.server.operation.duration')
    expect(operations?.unit).toBe('s')
    const point = operations?.histogram?.dataPoints.find(
      ({ attributes }) => plain(attributes)['gen_ai.tool.name'] === 'order',
    )
    expect(point && [plain(point.attributes), Number(point.count)]).toEqual([
      {
        'mcp.method.name': 'tools/call',
        'mcp.protocol.version': '2026-07-28',
        'network.transport': 'tcp',
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'order',
      },
      2,
    ])
  })

  it.each([
    ['', false],
    [', also where the handler does so itself', true],
  ])('passes the trace on to what a call fetches, and shows no query%s', async (_, passing) => {
    const seen: unknown[] = []
    const upstream = createServer((request, response) => {
      seen.push(request.headers.traceparent, request.headers.baggage)
      response.statusCode = 404
      response.end('nothing')
    })
    await new Promise<void>(resolve => upstream.listen(0, '127.0.0.1', resolve))
    ends.push(() => upstream.close())
    const { port } = upstream.address() as AddressInfo
    const otlp = await receiver()
    const { client, stop } = await start({ ...on, MCP_TRACING_OTLP_URL: `http://${otlp.address}/v1/traces` })
    await client.callTool({
      name: 'fetches',
      arguments: { url: `http://127.0.0.1:${port}/things?api_key=hidden-key`, passing },
      _meta: { ..._meta, baggage: 'user=alice' },
    })
    await stop()
    const span = otlp.spans().find(({ name }) => name === 'GET')
    expect(span).toMatchObject({
      traceId: TRACE,
      kind: 3,
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': '404',
        'url.full': `http://127.0.0.1:${port}/things`,
        'error.type': '404',
      },
    })
    expect(seen).toEqual([`00-${TRACE}-${span?.spanId}-01`, undefined])
    expect(otlp.requests.map(({ text }) => text).join()).not.toMatch(/hidden-key|alice/)
  })

  it('uses the provider that the application around it has registered', async () => {
    const own = `data:text/javascript,${encodeURIComponent(`
      import { trace } from '@opentelemetry/api'
      const span = name => ({
        spanContext: () => ({ traceId: '${TRACE}', spanId: '${SPAN}', traceFlags: 1 }),
        setAttribute() { return this }, setAttributes() { return this }, setStatus() { return this },
        end() { process.stderr.write('own span: ' + name + '\\n') },
      })
      trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: span }) })`)}`
    const bare = own.replace(
      encodeURIComponent('@opentelemetry/api'),
      encodeURIComponent(import.meta.resolve('@opentelemetry/api')),
    )
    const otlp = await receiver()
    const { client, stop, log } = await start(
      { ...on, MCP_TRACING_OTLP_URL: `http://${otlp.address}` },
      `--import=${bare}`,
    )
    await client.callTool({ name: 'order', arguments: {} })
    await stop()
    expect(log()).toContain('own span: tools/call order')
    expect(otlp.spans()).toEqual([])
  })

  it('tells once that nobody takes what is sent, and serves on', async () => {
    const { client, stop, log } = await start({ ...on, MCP_TRACING_OTLP_URL: 'http://127.0.0.1:9' })
    const { content } = await client.callTool({ name: 'order', arguments: {} })
    expect(content).toEqual([{ type: 'text', text: 'ordered' }])
    await stop()
    expect(log().match(/"tracing.failed"/g)).toHaveLength(1)
    expect(log()).not.toContain('step_hangs')
  })

  it('loads nothing of OpenTelemetry where it is off', async () => {
    const forbidden = `data:text/javascript,${encodeURIComponent(`
      import { registerHooks } from 'node:module'
      registerHooks({
        resolve(name, context, next) {
          const isOurs = !String(context.parentURL).includes('/prom-client/')
          if (isOurs && name.startsWith('@opentelemetry')) process.stderr.write('loaded ' + name + '\\n')
          return next(name, context)
        },
      })`)}`
    const { client, stop, log } = await start({}, `--import=${forbidden}`)
    await client.callTool({ name: 'say', arguments: { word: 'hello' } })
    await stop()
    expect(log()).not.toContain('loaded @opentelemetry')
    const traced = await start({ ...on, MCP_TRACING_OTLP_URL: 'http://127.0.0.1:9' }, `--import=${forbidden}`)
    expect(traced.log()).toContain('loaded @opentelemetry')
  })
})
