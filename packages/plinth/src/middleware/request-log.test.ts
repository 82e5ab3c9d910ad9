import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ToolError } from '../define/errors.ts'
import { createLogger } from '../operate/log.ts'
import { Plinth } from '../plinth.ts'
import { connect } from '../testing/connect.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'
import { SCOPES, scopedServer, visitAll } from '../testing/scopes.fixtures.ts'
import { type RequestLogOptions, requestLog } from './request-log.ts'

const logged = (options: Partial<RequestLogOptions> = {}) => {
  const log = recordingLog()
  const server = new Plinth({ name: 'test' }).use(requestLog({ log, ...options }))
  const call = (name: string, args: object = {}, extra: object = {}) =>
    dispatch(server.runtime, { method: 'tools/call', params: { name, arguments: args }, ...extra })
  return { server, call, lines: log.lines, fields: () => log.lines.map(({ fields }) => fields) }
}

const anything = { input: z.looseObject({}) }

it('goes to the log of the server where no other is given, and never to the client', async () => {
  const log = recordingLog()
  const server = new Plinth({ name: 'test', log }).use(requestLog())
  server.tool('t', {}, () => 'x')
  const sent: unknown[] = []
  const sink = { log: (...line: unknown[]) => void sent.push(line) }
  await dispatch(server.runtime, { method: 'tools/call', params: { name: 't' }, sink })
  expect(log.lines.map(({ event }) => event)).toEqual(['request.end'])
  expect(sent).toEqual([])
})

describe('the request log', () => {
  it('writes one line a call, as JSON that can be parsed', async () => {
    const written: string[] = []
    const log = createLogger({ format: 'json', stream: { write: text => written.push(text) } })
    const clock = fakeClock()
    const server = new Plinth({ name: 'test' }).use(requestLog({ log, now: clock.now }))
    server.tool('add', { input: z.object({ a: z.number(), b: z.number() }) }, ({ a, b }) => {
      clock.advance(12.3456789)
      return a + b
    })
    const client = await connect(server)
    await client.client.callTool({ name: 'add', arguments: { a: 1, b: 2 } })
    await client.client.callTool({ name: 'add', arguments: { a: 1 } })
    await client.close()
    await log.close()
    const lines = written.flatMap(text => text.trim().split('\n')).map(line => JSON.parse(line))
    const calls = lines.filter(line => line.event === 'request.end' && line.method === 'tools/call')
    expect(calls).toHaveLength(2)
    expect(calls[0]).toEqual({
      level: 'info',
      time: expect.any(String),
      logger: 'plinth',
      event: 'request.end',
      message: expect.any(String),
      method: 'tools/call',
      name: 'add',
      requestId: expect.anything(),
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      transport: 'memory',
      protocolVersion: '2026-07-28',
      client: 'plinth-test-client/1.0.0',
      durationMs: 12.346,
      outcome: 'ok',
    })
    expect(calls[1]).toMatchObject({ level: 'warning', outcome: 'failed', code: 'VALIDATION_ERROR' })
  })

  it('says how each request ended, at a level that fits', async () => {
    const { server, call, lines } = logged()
    server.tool('fine', {}, () => 'done')
    server.tool('failing', {}, () => {
      throw new ToolError('No', { code: 'TIMEOUT' })
    })
    server.tool('broken', {}, () => {
      throw new Error('secret')
    })
    server.tool('ask', {}, async (_, ctx) => {
      await ctx.elicit('Sure?', z.object({ yes: z.boolean() }))
    })
    for (const name of ['fine', 'failing', 'broken', 'ask', 'absent']) await call(name)
    expect(lines.map(({ level, fields }) => [level, fields.name, fields.outcome, fields.code])).toEqual([
      ['info', 'fine', 'ok', undefined],
      ['warning', 'failing', 'failed', 'TIMEOUT'],
      ['error', 'broken', 'failed', 'INTERNAL_ERROR'],
      ['info', 'ask', 'input_required', undefined],
      ['warning', 'absent', 'refused', 'NOT_FOUND'],
    ])
    expect(lines[2]?.fields.errorId).toMatch(/^[0-9a-f]{12}$/)
    expect(JSON.stringify(lines)).not.toContain('secret')
  })

  it.each(SCOPES)('sees what it should at a $scope', async ({ scope, sees }) => {
    const log = recordingLog()
    await visitAll(scopedServer(scope, requestLog({ log })))
    expect(log.lines).toHaveLength(sees.length)
  })

  it('names the principal that middleware further in has found', async () => {
    const { server, call, fields } = logged()
    server.with(async (_, next) => next({ principal: { id: 'ann', scopes: [], tenant: 'acme' } }))
    server.tool('fine', {}, () => 'done')
    await call('fine')
    expect(fields()).toMatchObject([{ principal: 'ann', tenant: 'acme' }])
  })

  it('gives nested calls a line of their own under the same correlation id', async () => {
    const { server, call, fields } = logged()
    server.tool('inner', {}, () => 'done')
    server.tool('outer', {}, async (_, ctx) => String(await ctx.call('inner')))
    await call('outer', {}, { meta: { 'dev.plinth/correlation-id': 'abc' } })
    expect(fields()).toMatchObject([
      { name: 'inner', correlationId: 'abc' },
      { name: 'outer', correlationId: 'abc' },
    ])
  })

  it('never reaches the client', async () => {
    const { server, call, lines } = logged()
    const sent: unknown[] = []
    server.tool('fine', {}, () => 'done')
    await call('fine', {}, { sink: { log: (...parts: unknown[]) => sent.push(parts) } })
    expect(lines).toHaveLength(1)
    expect(sent).toEqual([])
  })

  it('keeps what callers make up short', async () => {
    const { server, fields } = logged()
    const long = 'x'.repeat(1_000_000)
    await dispatch(
      server.runtime,
      { method: 'tools/call', params: { name: long }, requestId: long },
      { client: { name: long, version: long }, protocolVersion: long },
    )
    await dispatch(server.runtime, { method: long, params: {} })
    expect(JSON.stringify(fields()).length).toBeLessThan(3_000)
  })
})

describe('payloads', () => {
  const secretive = (options: Partial<RequestLogOptions> = {}) => {
    const made = logged(options)
    made.server.tool('login', anything, () => ({
      token: 'hunter2',
      url: 'https://ann:hunter2@host/?api_key=hunter2',
    }))
    const args = {
      user: 'ann',
      password: 'hunter2',
      nested: [{ apiKey: 'hunter2' }],
      at: 'db://ann:hunter2@host',
    }
    return { ...made, login: () => made.call('login', args) }
  }

  it('are left out unless asked for', async () => {
    const { login, fields } = secretive()
    await login()
    expect(fields()[0]).not.toHaveProperty('params')
    expect(fields()[0]).not.toHaveProperty('result')
  })

  it('are there when asked for, without secrets in names and URLs', async () => {
    const { login, fields } = secretive({ payloads: true })
    await login()
    expect(fields()[0]).toMatchObject({
      params: {
        name: 'login',
        arguments: {
          user: 'ann',
          password: '[redacted]',
          nested: [{ apiKey: '[redacted]' }],
          at: 'db://[redacted]@host',
        },
      },
      result: { token: '[redacted]', url: expect.stringContaining('https://[redacted]@host') },
    })
    expect(JSON.stringify(fields())).not.toContain('hunter2')
  })

  it('hold the text of a result that has nothing else, without the secrets in it', async () => {
    const { server, call, fields } = logged({ payloads: true })
    server.tool('text', {}, () => 'see {"token":"hunter2"}')
    await call('text')
    expect(fields()[0]?.result).toEqual([{ type: 'text', text: 'see {"token":[redacted]}' }])
  })

  it('hold what a list or a resource gave', async () => {
    const { server, fields } = logged({ payloads: true })
    server.resource('memo://a', {}, () => 'the memo')
    await dispatch(server.runtime, { method: 'resources/read', params: { uri: 'memo://a' } })
    await dispatch(server.runtime, { method: 'resources/list', params: {} })
    expect(fields()).toMatchObject([
      { params: { uri: 'memo://a' }, result: { contents: [{ text: 'the memo' }] } },
      { result: { items: [{ uri: 'memo://a' }] } },
    ])
  })

  it('are bounded, whatever their shape', { timeout: 20_000 }, async () => {
    const { server, call, fields } = logged({ payloads: true, maxPayloadChars: 2_000 })
    server.tool('echo', anything, args => args)
    let deep: unknown = 'bottom'
    for (let level = 0; level < 120; level++) deep = { deep }
    const wide = Array.from({ length: 100_000 }, (_, n) => ({ n }))
    const keys = Object.fromEntries(wide.map(({ n }) => [`key-${n}`, n]))
    for (const value of ['x'.repeat(2_000_000), deep, wide, keys]) await call('echo', { value })
    for (const line of fields()) expect(JSON.stringify(line).length).toBeLessThan(8_000)
    expect(fields()).toHaveLength(4)
  })

  it('are cut after they are redacted, so that no half of a secret is left', async () => {
    for (let length = 1; length < 200; length += 7) {
      const { server, call, fields } = logged({ payloads: true, maxPayloadChars: length })
      server.tool('echo', anything, args => args)
      await call('echo', { text: `${'x'.repeat(60)} https://ann:hunter2@host`, password: 'hunter2' })
      expect(JSON.stringify(fields())).not.toMatch(/hun|ann/)
    }
  })

  it('never break a call', async () => {
    const { server, call } = logged({ payloads: true })
    const circular: Record<string, unknown> = { big: 1n }
    circular.self = circular
    server.tool('inner', anything, () => 'done')
    server.tool('outer', {}, async (_, ctx) => String(await ctx.call('inner', circular)))
    expect(await call('outer')).toMatchObject({ kind: 'result' })
  })
})

it('refuses options out of range by name', () => {
  expect(() => requestLog({ log: recordingLog(), maxPayloadChars: 0 })).toThrow(/maxPayloadChars.*0/)
})
