import { setTimeout as sleep } from 'node:timers/promises'
import parsePrometheus from 'parse-prometheus-text-format'
import { Counter, Gauge } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { HttpExchange } from '../define/http-exchange.ts'
import { refuse } from '../define/outcome.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { createMetrics, type MetricsOptions } from './metrics.ts'

const setUp = async (options: MetricsOptions = {}) => {
  const metrics = await createMetrics(options)
  const server = new Plinth({ name: 'shop' })
  const inner = server.tool('inner', {}, () => 'in')
  server.tool('outer', {}, (_, ctx) => ctx.call(inner))
  server.tool('asks', {}, (_, ctx) => ctx.elicit('Sure?', z.object({ sure: z.boolean() })))
  server.tool('slow', { timeoutMs: 5 }, (_, ctx) => sleep(5_000, undefined, { signal: ctx.signal }))
  server.tool(
    'barred',
    { use: [async () => refuse({ reason: 'forbidden', code: 'PERMISSION_DENIED', message: 'Not you' })] },
    () => 1,
  )
  server.prompt('greet', {}, () => 'hello')
  server.runtime.watch(metrics.middleware)
  metrics.listen(server.runtime.events)
  const request = (method: string, params: Record<string, unknown> = {}) =>
    dispatch(server.runtime, { method, params })
  /** As a parser that we did not write reads them. */
  const read = async (name: string) => {
    const family = parsePrometheus(await metrics.text()).find(each => each.name === name)
    return (family?.metrics ?? []).map(({ labels = {}, value }) => [labels, Number(value)])
  }
  const counted = async (histogram: string) => {
    const family = (await metrics.families()).find(({ name }) => name === histogram)
    const counts = family?.values.filter(({ metricName }) => metricName === `${histogram}_count`) ?? []
    return counts.map(({ labels, value }) => [labels, value])
  }
  return { metrics, server, request, read, counted }
}

describe('metrics of requests', () => {
  it('count what clients ask for, not what handlers do for it', async () => {
    const { request, read, counted } = await setUp()
    await request('tools/call', { name: 'outer' })
    await request('tools/call', { name: 'asks' })
    await request('tools/call', { name: 'slow' })
    await request('tools/call', { name: 'barred' })
    await request('tools/list')
    expect(await read('mcp_requests_total')).toEqual([
      [{ method: 'tools/call', status: 'success' }, 1],
      [{ method: 'tools/call', status: 'input_required' }, 1],
      [{ method: 'tools/call', status: 'timeout' }, 1],
      [{ method: 'tools/call', status: 'refused' }, 1],
      [{ method: 'tools/list', status: 'success' }, 1],
    ])
    expect(await counted('mcp_request_duration_seconds')).toEqual([
      [{ method: 'tools/call' }, 4],
      [{ method: 'tools/list' }, 1],
    ])
    expect(await read('mcp_tool_execution_total')).toContainEqual([{ tool: 'inner', status: 'success' }, 1])
  })

  it('have one label for all methods that are none', async () => {
    const { request, read } = await setUp()
    await request('evil"} 1')
    await request('more evil')
    expect((await read('mcp_requests_total')).map(([labels]) => labels)).toEqual([
      { method: '_OTHER', status: expect.any(String) },
    ])
  })

  it('count what events tell', async () => {
    const { server, read } = await setUp()
    const { events } = server.runtime
    const of = { kind: 'tool', name: 'inner' }
    events.emit('limit.refused', { ...of, limit: 'sustained' })
    events.emit('cache.hit', of)
    events.emit('cache.hit', of)
    events.emit('cache.miss', of)
    events.emit('retry.attempt', { ...of, attempt: 2, delayMs: 10, code: 'TIMEOUT' })
    events.emit('breaker.changed', { ...of, from: 'closed', to: 'open', forced: undefined })
    events.emit('auth.failed', { fault: 'wrong', path: '/mcp' })
    events.emit('access.denied', { name: 'inner', missing: ['admin'] })
    events.emit('security.refused', { what: 'target', subject: '10.0.0.1', rule: 'private' })
    expect(await read('mcp_rate_limit_refused_total')).toEqual([[{ tool: 'inner', limit: 'sustained' }, 1]])
    expect(await read('mcp_cache_requests_total')).toEqual([
      [{ tool: 'inner', result: 'hit' }, 2],
      [{ tool: 'inner', result: 'miss' }, 1],
    ])
    expect(await read('mcp_retries_total')).toEqual([[{ tool: 'inner', code: 'TIMEOUT' }, 1]])
    expect(await read('mcp_circuit_breaker_changes_total')).toEqual([[{ tool: 'inner', to: 'open' }, 1]])
    expect(await read('mcp_auth_failures_total')).toEqual([[{ reason: 'wrong' }, 1]])
    expect(await read('mcp_access_denied_total')).toEqual([[{ tool: 'inner' }, 1]])
    expect(await read('mcp_security_refused_total')).toEqual([[{ what: 'target' }, 1]])
  })

  it('count HTTP exchanges, and time those that end', async () => {
    const { metrics, read, counted } = await setUp({ open: () => ({ requests: 3, sessions: 2, streams: 1 }) })
    const exchange = (over: Partial<HttpExchange>) =>
      metrics.exchange({ route: '/mcp', method: 'POST', status: 200, durationMs: 20, stream: false, ...over })
    exchange({})
    exchange({ method: 'GET', stream: true, durationMs: 1e6 })
    exchange({ method: 'BREW', status: 405, route: '(none)' })
    expect(await read('http_server_requests_total')).toEqual([
      [{ route: '/mcp', method: 'POST', status: '200' }, 1],
      [{ route: '/mcp', method: 'GET', status: '200' }, 1],
      [{ route: '(none)', method: '_OTHER', status: '405' }, 1],
    ])
    expect(await counted('http_server_request_duration_seconds')).toEqual([
      [{ route: '/mcp', method: 'POST' }, 1],
      [{ route: '(none)', method: '_OTHER' }, 1],
    ])
    expect(await read('http_server_active_requests')).toEqual([[{}, 3]])
    expect(await read('mcp_sessions_open')).toEqual([[{}, 2]])
    expect(await read('mcp_streams_open')).toEqual([[{}, 1]])
  })

  it('have durations of operations by the conventions of OpenTelemetry where wanted', async () => {
    const { request, counted } = await setUp({ operations: () => -32_001 })
    await request('tools/call', { name: 'outer' })
    await request('tools/call', { name: 'slow' })
    await request('tools/call', { name: 'barred' })
    await request('prompts/get', { name: 'greet' })
    const always = { mcp_protocol_version: '2026-07-28' }
    const call = { ...always, mcp_method_name: 'tools/call', gen_ai_operation_name: 'execute_tool' }
    expect(await counted('mcp_server_operation_duration_seconds')).toEqual([
      [{ ...call, gen_ai_tool_name: 'outer' }, 1],
      [{ ...call, gen_ai_tool_name: 'slow', error_type: 'tool_error' }, 1],
      [
        {
          ...call,
          gen_ai_tool_name: 'barred',
          error_type: '-32001',
          rpc_response_status_code: '-32001',
        },
        1,
      ],
      [{ ...always, mcp_method_name: 'prompts/get', gen_ai_prompt_name: 'greet' }, 1],
    ])
  })

  it('serve instruments of others beside their own', async () => {
    const { metrics, read } = await setUp()
    const orders = new Counter({ name: 'orders_total', help: 'Orders', registers: [] })
    metrics.add(orders)
    metrics.add(orders)
    orders.inc(7)
    expect(await read('orders_total')).toEqual([[{}, 7]])
    const twice = new Gauge({ name: 'mcp_requests_total', help: 'Mine', registers: [] })
    expect(() => metrics.add(twice)).toThrow('There is a metric "mcp_requests_total" already')
    expect(() => metrics.add({ get: async () => ({}), reset: () => {} })).toThrow('new Counter')
  })
})
