import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ToolError } from '../define/errors.ts'
import { refuse } from '../define/outcome.ts'
import { Plinth } from '../plinth.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { createOperatorApi } from './api.ts'
import { createHealth } from './health.ts'
import { createMetrics } from './metrics.ts'
import { createReadiness } from './readiness.ts'
import type { ToolBreaker } from './tool-checks.ts'

const setUp = async (options: { breakers?: () => readonly ToolBreaker[]; maxTools?: number } = {}) => {
  let ms = 0
  const metrics = await createMetrics({ ...options, now: () => ms })
  const server = new Plinth({ name: 'shop' })
  const quick = server.tool('quick', { input: z.object({ ms: z.number() }) }, input => {
    ms += input.ms
    return 'done'
  })
  server.tool('broken', {}, () => {
    throw new Error('broken')
  })
  server.tool('slow', { timeoutMs: 10 }, (_, ctx) => sleep(10_000, undefined, { signal: ctx.signal }))
  server.tool('asks', {}, async (_, ctx) => {
    await ctx.elicit('Sure?', z.object({ sure: z.boolean() }))
    return 'asked'
  })
  server.tool('calls', {}, (_, ctx) => ctx.call(quick, { ms: 5 }))
  server.tool('late', {}, () => {
    throw new ToolError('the upstream did not answer', { code: 'TIMEOUT' })
  })
  server.tool('barred', { use: [async () => refuse(FORBIDDEN)] }, () => 1)
  server.runtime.watch(metrics.middleware)
  const call = (name: string, args: object = {}, signal?: AbortSignal) =>
    dispatch(server.runtime, {
      method: 'tools/call',
      params: { name, arguments: args },
      ...(signal ? { signal } : {}),
    })
  const samples = async () => {
    const lines = (await metrics.text()).split('\n')
    return lines.filter(line => /^mcp_(tool|circuit_breaker_state)/.test(line) && !/_bucket|_sum/.test(line))
  }
  return { metrics, server, call, samples }
}

const FORBIDDEN = { reason: 'forbidden', code: 'PERMISSION_DENIED', message: 'Not you' } as const

describe('metrics', () => {
  it('count each execution once, by what came of it', async () => {
    const { call, samples } = await setUp()
    await call('quick', { ms: 20 })
    await call('quick', { ms: 40 })
    await call('broken')
    await call('slow')
    await call('late')
    await call('barred')
    await call('slow', {}, AbortSignal.abort())
    expect(await samples()).toEqual([
      'mcp_tool_execution_total{tool="quick",status="success"} 2',
      'mcp_tool_execution_total{tool="broken",status="error"} 1',
      'mcp_tool_execution_total{tool="slow",status="timeout"} 1',
      'mcp_tool_execution_total{tool="late",status="timeout"} 1',
      'mcp_tool_execution_total{tool="barred",status="refused"} 1',
      'mcp_tool_execution_total{tool="slow",status="cancelled"} 1',
      'mcp_tool_execution_duration_seconds_count{tool="quick"} 2',
      'mcp_tool_execution_duration_seconds_count{tool="broken"} 1',
      'mcp_tool_execution_duration_seconds_count{tool="slow"} 1',
      'mcp_tool_execution_duration_seconds_count{tool="late"} 1',
      'mcp_tool_active_executions{tool="quick"} 0',
      'mcp_tool_active_executions{tool="broken"} 0',
      'mcp_tool_active_executions{tool="slow"} 0',
      'mcp_tool_active_executions{tool="late"} 0',
      'mcp_tool_active_executions{tool="barred"} 0',
      'mcp_tool_timeouts_total{tool="slow"} 1',
      'mcp_tool_timeouts_total{tool="late"} 1',
    ])
  })

  it('count a tool that another one calls, and no question twice', async () => {
    const { call, samples } = await setUp()
    await call('calls')
    expect((await call('asks')).kind).toBe('input_required')
    const totals = (await samples()).filter(line => line.startsWith('mcp_tool_execution_total'))
    expect(totals).toEqual([
      'mcp_tool_execution_total{tool="quick",status="success"} 1',
      'mcp_tool_execution_total{tool="calls",status="success"} 1',
    ])
  })

  it('know no name that only a caller gave', async () => {
    const { call, metrics, server } = await setUp()
    await call('evil"} 1\nmcp_fake 1')
    await dispatch(server.runtime, { method: 'tools/list', params: {} })
    expect(await metrics.text()).not.toMatch(/evil|mcp_fake|tool="tools\/list/)
  })

  it('stay bounded', async () => {
    const { call, samples } = await setUp({ maxTools: 1 })
    await call('quick', { ms: 1 })
    await call('broken')
    await call('late')
    expect((await samples()).slice(0, 3)).toEqual([
      'mcp_tool_execution_total{tool="quick",status="success"} 1',
      'mcp_tool_execution_total{tool="(other)",status="error"} 1',
      'mcp_tool_execution_total{tool="(other)",status="timeout"} 1',
    ])
  })

  it('show how many run', async () => {
    const { call, metrics } = await setUp()
    const running = call('slow')
    await new Promise(resolve => setImmediate(resolve))
    expect((await metrics.report()).tools.slow).toMatchObject({ active: 1, executions: 0 })
    await running
    // The handler hears that its time is up, and ends a moment after its caller was told.
    await new Promise(resolve => setImmediate(resolve))
    expect((await metrics.report()).tools.slow).toMatchObject({ active: 0, executions: 1, timeouts: 1 })
  })

  it('show breakers as they are at the moment', async () => {
    let state: ToolBreaker['state'] = 'open'
    const { samples } = await setUp({ breakers: () => [{ tool: 'quick', state }] })
    expect(await samples()).toContain('mcp_circuit_breaker_state{tool="quick",state="open"} 1')
    state = 'closed'
    expect(await samples()).toEqual([
      'mcp_circuit_breaker_state{tool="quick",state="closed"} 1',
      'mcp_circuit_breaker_state{tool="quick",state="half_open"} 0',
      'mcp_circuit_breaker_state{tool="quick",state="open"} 0',
    ])
  })

  it('report the same numbers as JSON', async () => {
    const { call, metrics } = await setUp()
    for (const ms of [20, 20, 20, 800]) await call('quick', { ms })
    await call('broken')
    const { system, tools } = await metrics.report()
    expect(tools.quick).toMatchObject({ executions: 4, successes: 4, failures: 0, active: 0 })
    expect(tools.quick?.avg_duration).toBeCloseTo(0.215)
    expect(tools.quick?.p50).toBeCloseTo(0.02)
    expect(tools.quick?.p99).toBeGreaterThan(0.5)
    expect(tools.broken).toMatchObject({ executions: 1, successes: 0, failures: 1 })
    expect(system.memory.rss).toBeGreaterThan(0)
    expect(system.uptime).toBeGreaterThan(0)
  })
})

describe('GET /metrics', () => {
  const api = async (collected: boolean) => {
    const { metrics, server, call } = await setUp()
    await call('quick', { ms: 1 })
    const health = createHealth({ service: 'shop', version: '1.0.0', transport: 'http' })
    return createOperatorApi({
      runtime: server.runtime,
      health,
      readiness: createReadiness(),
      metrics: collected ? metrics : undefined,
      access: { open: true },
    })
  }

  it.each([
    [undefined, 'text/plain'],
    ['*/*', 'text/plain'],
    [
      'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1',
      'text/plain',
    ],
    ['application/json', 'application/json'],
  ])('to a client that accepts %s is %s', async (accept, type) => {
    const app = await api(true)
    const response = await app.request('/metrics', accept === undefined ? {} : { headers: { accept } })
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining(type),
    ])
    const body = await response.text()
    if (type === 'application/json') expect(Object.keys(JSON.parse(body))).toEqual(['system', 'tools'])
    else expect(body).toMatch(/process_cpu_seconds_total|nodejs_heap_size_total_bytes/)
  })

  it('says what to do where none are collected', async () => {
    const response = await (await api(false)).request('/metrics')
    expect([response.status, await response.json()]).toEqual([
      404,
      {
        error: expect.objectContaining({
          code: 'NOT_FOUND',
          suggestion: expect.stringContaining('prom-client'),
        }),
      },
    ])
  })
})
