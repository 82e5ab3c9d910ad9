import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type CommandSystem, commandTool } from '../command/index.ts'
import { loadConfig } from '../config/index.ts'
import { ToolError } from '../define/errors.ts'
import { failureIn, type Outcome } from '../define/outcome.ts'
import { Plinth } from '../plinth.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { auditTrail } from './audit-trail.ts'
import { type ProductionOptions, production, productionParts } from './production.ts'

const configOf = (env: Readonly<Record<string, string>> = {}) => loadConfig({ env, dotenv: false }).config

const setUp = (env: Readonly<Record<string, string>> = {}, options: ProductionOptions = {}) => {
  const clock = fakeClock()
  const log = recordingLog()
  const parts = productionParts(configOf(env), { clock, random: () => 0, ...options })
  const server = new Plinth({ name: 'test', clock, log }).use(...Object.values(parts))
  let runs = 0
  server.tool(
    'find',
    { input: z.object({ text: z.string() }), annotations: { readOnlyHint: true } },
    ({ text }) => {
      runs += 1
      if (text === 'down') throw new ToolError('Down', { code: 'CONNECTION_ERROR' })
      return text
    },
  )
  const find = async (text: string): Promise<Outcome> => {
    const pending = dispatch(server.runtime, {
      method: 'tools/call',
      params: { name: 'find', arguments: { text } },
    })
    for (let n = 0; n < 3; n++) {
      await new Promise(resolve => setImmediate(resolve))
      clock.advance(400)
    }
    return pending
  }
  return { parts, server, find, clock, log, runs: () => runs }
}

describe('the recommended middleware', () => {
  it('stands in its documented order', () => {
    const audit = auditTrail({ sink: { write() {} } })
    const all = { MCP_ENABLE_CACHING: 'true' }
    expect(Object.keys(productionParts(configOf(all), { audit }))).toEqual([
      'requestLog',
      'errorCounts',
      'timing',
      'audit',
      'rateLimit',
      'inputGuard',
      'responseLimit',
      'cache',
      'retry',
      'circuitBreaker',
      'concurrencyLimit',
    ])
    expect(production(configOf(all), { audit })).toHaveLength(11)
  })

  it('leaves out what is named, and keeps the rest in its order', () => {
    const logged = production(configOf(), { without: ['requestLog', 'retry', 'circuitBreaker'] })
    expect(logged).toHaveLength(Object.keys(productionParts(configOf())).length - 3)
  })

  it('repeats after the failures that are named', async () => {
    const { find, runs } = setUp({}, { retry: { codes: ['TIMEOUT'] } })
    await find('down')
    expect(runs()).toBe(1)
  })

  it('leaves out what is switched off', () => {
    const parts = productionParts(configOf({ MCP_RETRY_ATTEMPTS: '1' }))
    expect([parts.cache, parts.retry, parts.audit]).toEqual([undefined, undefined, undefined])
    expect(Object.values(parts).every(part => typeof part === 'function')).toBe(true)
  })

  it.each([
    ['true', 1],
    ['false', 2],
  ])('caches where MCP_ENABLE_CACHING is %s: the handler runs %i times', async (value, expected) => {
    const { find, runs } = setUp({ MCP_ENABLE_CACHING: value, MCP_CACHE_TTL_SEC: '30' })
    await find('tea')
    await find('tea')
    expect(runs()).toBe(expected)
  })

  it('keeps results for as long as the configuration says', async () => {
    const { find, runs, clock } = setUp({ MCP_ENABLE_CACHING: 'true', MCP_CACHE_TTL_SEC: '30' })
    await find('tea')
    clock.advance(30_000)
    await find('tea')
    expect(runs()).toBe(2)
  })

  it('limits rates as the configuration says', async () => {
    const { find } = setUp({
      MCP_RATE_LIMIT_REQUESTS: '2',
      MCP_RATE_LIMIT_PER_SEC: '60',
      MCP_RATE_LIMIT_BURST: '2',
    })
    await find('tea')
    await find('tea')
    const refused = await find('tea')
    expect(refused).toMatchObject({ kind: 'refused', refusal: { code: 'RATE_LIMITED' } })
    expect(textOf(refused)).toContain('the sustained limit is 2 per 60 s')
  })

  it('counts as many clients as the configuration says', async () => {
    const { server } = setUp({
      MCP_RATE_LIMIT_REQUESTS: '1',
      MCP_RATE_LIMIT_BURST: '1',
      MCP_RATE_LIMIT_MAX_CLIENTS: '1',
    })
    const kinds: string[] = []
    for (const id of ['ann', 'bob', 'eve']) {
      const request = { method: 'tools/call', params: { name: 'find', arguments: { text: 'tea' } } }
      kinds.push((await dispatch(server.runtime, request, { principal: { id, scopes: [] } })).kind)
    }
    expect(kinds).toEqual(['result', 'result', 'refused'])
  })

  it('limits calls at once as the configuration says', async () => {
    const { server } = setUp({ MCP_CONCURRENCY_PER_TOOL: '1', MCP_CONCURRENCY_QUEUE: '0' })
    const { promise, resolve } = Promise.withResolvers<string>()
    server.tool('slow', {}, () => promise)
    const call = () => dispatch(server.runtime, { method: 'tools/call', params: { name: 'slow' } })
    const first = call()
    await new Promise(done => setImmediate(done))
    expect(failureIn(await call())?.code).toBe('RESOURCE_EXHAUSTED')
    resolve('done')
    expect(textOf(await first)).toBe('done')
  })

  it('counts calls against the rate, and no lists', async () => {
    const { server } = setUp({ MCP_RATE_LIMIT_REQUESTS: '1', MCP_RATE_LIMIT_BURST: '1' })
    for (let n = 0; n < 3; n++)
      expect((await dispatch(server.runtime, { method: 'tools/list', params: {} })).kind).toBe('result')
  })

  it('repeats, and a repeated call costs one token, one line and one duration', async () => {
    const { find, runs, parts, log } = setUp({ MCP_RATE_LIMIT_REQUESTS: '1', MCP_RATE_LIMIT_BURST: '1' })
    expect(failureIn(await find('down'))?.code).toBe('CONNECTION_ERROR')
    expect(runs()).toBe(3)
    expect(log.lines.filter(({ event }) => event === 'request.end')).toHaveLength(1)
    expect(parts.timing.stats()).toMatchObject([{ name: 'find', count: 1, failures: 1 }])
    expect(parts.errorCounts.counts()).toMatchObject([{ code: 'CONNECTION_ERROR', count: 1 }])
    expect(parts.circuitBreaker.states()).toMatchObject([{ failures: 3 }])
  })

  it('opens breakers as the configuration says', async () => {
    const { find, clock, runs } = setUp({
      MCP_BREAKER_THRESHOLD: '2',
      MCP_BREAKER_RECOVERY_SEC: '10',
      MCP_BREAKER_JITTER: '0',
      MCP_RETRY_ATTEMPTS: '1',
    })
    await find('down')
    await find('down')
    expect(failureIn(await find('tea'))?.code).toBe('CIRCUIT_BREAKER_OPEN')
    clock.advance(10_000)
    expect(textOf(await find('tea'))).toBe('tea')
    expect(runs()).toBe(3)
  })

  it('guards input and bounds results, with other limits where they are given', async () => {
    const { find } = setUp({}, { inputGuard: { maxLength: 5 } })
    expect(failureIn(await find('coffee'))?.code).toBe('VALIDATION_ERROR')
    const wide = setUp({}, { inputGuard: { maxLength: 9_999 }, responseLimit: { maxBytes: 2_000 } })
    expect(textOf(await wide.find('x'.repeat(5_000)))).toContain('[Cut:')
  })

  it.each([
    [{}, []],
    [{ perTenant: true }, ['scan']],
  ])('leaves tools with a breaker and a queue of their own to them: %o', async (options, limited) => {
    const { server, parts } = setUp({}, options)
    const system: CommandSystem = {
      programs: { path: '/bin', find: async () => undefined },
      clock: fakeClock(),
    }
    server.add(commandTool({ name: 'scan', command: 'scan', description: 'Scans', system }))
    await dispatch(server.runtime, { method: 'tools/call', params: { name: 'scan', arguments: {} } })
    expect(parts.timing.stats()).toMatchObject([{ name: 'scan' }])
    expect(parts.circuitBreaker.states()).toEqual([])
    expect(parts.concurrencyLimit.usage().map(({ name }) => name)).toEqual(limited)
  })
})
