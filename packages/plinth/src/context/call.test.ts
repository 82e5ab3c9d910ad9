import { describe, expect, it } from 'vitest'
import { type Context, type Middleware, Plinth } from '../index.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { recordingLog } from '../testing/recording-log.fixtures.ts'

const run = async (handler: (ctx: Context) => unknown, sink: object = {}) => {
  const log = recordingLog()
  const server = new Plinth({ name: 'test', log })
  let kept: Context | undefined
  server.tool('t', {}, async (_, ctx) => {
    kept = ctx
    return (await handler(ctx)) as string
  })
  const outcome = await dispatch(server.runtime, { method: 'tools/call', params: { name: 't' }, sink })
  return { log, outcome, ctx: kept as Context }
}

describe('progress', () => {
  const updates = async (...reports: [number, number?, string?][]) => {
    const sent: unknown[] = []
    const { ctx } = await run(
      ctx => {
        for (const report of reports) ctx.progress(...report)
      },
      { progress: (update: unknown) => sent.push(update) },
    )
    return { sent, ctx }
  }

  it('is sent with a total and a message where they are given', async () => {
    const { sent } = await updates([1], [2, 3], [3, 3, 'done'])
    expect(sent).toEqual([
      { progress: 1 },
      { progress: 2, total: 3 },
      { progress: 3, total: 3, message: 'done' },
    ])
  })

  it('only ever grows', async () => {
    const { sent } = await updates([-1], [1], [1], [0.5], [Number.NaN], [2])
    expect(sent).toEqual([{ progress: -1 }, { progress: 1 }, { progress: 2 }])
  })

  it.each([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])(
    'is never %s, which JSON cannot say',
    async n => {
      const { sent } = await updates([n], [1, n])
      expect(sent).toEqual([{ progress: 1 }])
    },
  )

  it('is not sent after the call, nor to a client that did not ask', async () => {
    const { sent, ctx } = await updates([1])
    ctx.progress(2)
    expect(sent).toHaveLength(1)
    const { outcome } = await run(ctx => {
      ctx.progress(1)
      return 'fine'
    })
    expect(textOf(outcome)).toBe('fine')
  })
})

describe('the log of a call', () => {
  it('goes to the server log and to the client, at each level, with the call that it is of', async () => {
    const sent: unknown[] = []
    const { log, ctx } = await run(
      ctx => {
        for (const level of ['debug', 'info', 'warning', 'error'] as const)
          ctx.log[level](`a ${level}`, { n: 1 })
        ctx.log.info('bare')
      },
      { log: (...line: unknown[]) => sent.push(line) },
    )
    expect(sent).toEqual([
      ['debug', 'a debug', { n: 1 }],
      ['info', 'a info', { n: 1 }],
      ['warning', 'a warning', { n: 1 }],
      ['error', 'a error', { n: 1 }],
      ['info', 'bare', undefined],
    ])
    expect(log.lines.map(({ level }) => level)).toEqual(['debug', 'info', 'warning', 'error', 'info'])
    expect(log.lines[0]).toEqual({
      level: 'debug',
      event: 'tool.log',
      fields: { message: 'a debug', name: 't', correlationId: ctx.correlationId, fields: { n: 1 } },
    })
  })

  it('goes to the server log alone after the call', async () => {
    const sent: unknown[] = []
    const { log, ctx } = await run(() => 'x', { log: (...line: unknown[]) => sent.push(line) })
    ctx.log.error('too late')
    expect(sent).toEqual([])
    expect(log.lines).toMatchObject([{ level: 'error', fields: { message: 'too late' } }])
  })

  it('does not take the fields of a handler for its own', async () => {
    const fields = { message: 'fake', name: 'fake', correlationId: 'fake' }
    const { log, ctx } = await run(ctx => ctx.log.info('real', fields))
    const { correlationId } = ctx
    expect(log.lines[0]?.fields).toEqual({ message: 'real', name: 't', correlationId, fields })
  })
})

describe('a context', () => {
  it('says who calls, over what, and for what', async () => {
    const server = new Plinth({ name: 'test' })
    let seen: unknown
    server.tool('t', {}, (_, ctx) => {
      const { method, name, requestId, transport, protocolVersion, client, principal, meta } = ctx
      seen = { method, name, requestId, transport, protocolVersion, client, principal, meta }
    })
    await dispatch(
      server.runtime,
      { method: 'tools/call', params: { name: 't' }, requestId: 'r-1', meta: { 'example.org/a': 1 } },
      { transport: 'http', principal: { id: 'ada', scopes: ['read'] }, client: { name: 'c', version: '2' } },
    )
    expect(seen).toEqual({
      method: 'tools/call',
      name: 't',
      requestId: 'r-1',
      transport: 'http',
      protocolVersion: '2026-07-28',
      client: { name: 'c', version: '2' },
      principal: { id: 'ada', scopes: ['read'] },
      meta: { 'example.org/a': 1 },
    })
  })

  it('has the principal that authentication adds, for everything further in', async () => {
    const server = new Plinth({ name: 'test' })
    const authenticate: Middleware<{ principal: { id: string; scopes: string[] } }> = (_, next) =>
      next({ principal: { id: 'ada', scopes: [] } })
    server.with(authenticate).tool('who', {}, async (_, ctx) => {
      await ctx.session().set('n', 1)
      return ctx.principal.id
    })
    const outcome = await dispatch(server.runtime, { method: 'tools/call', params: { name: 'who' } })
    expect(textOf(outcome)).toBe('ada')
  })

  it('refuses session state to an anonymous caller without a handle, and masks that', async () => {
    const { outcome, log } = await run(ctx => ctx.session().get('n'))
    expect(outcome).toMatchObject({ result: { failure: { code: 'INTERNAL_ERROR' } } })
    expect(log.lines[0]?.fields.error).toMatchObject({ message: expect.stringContaining('anonymous caller') })
  })

  it('tells the middleware around it what is there for handlers only', async () => {
    const server = new Plinth({ name: 'test' })
    server.tool('t', {}, (_, ctx) => `${ctx.now() > 0} ${ctx.random() < 1} ${ctx.idempotencyKey.length > 0}`)
    server.use((ctx, next) => {
      expect(() => Reflect.apply(Reflect.get(ctx, 'now'), ctx, [])).toThrow(
        'for handlers, not for middleware',
      )
      return next()
    })
    const outcome = await dispatch(server.runtime, { method: 'tools/call', params: { name: 't' } })
    expect(textOf(outcome)).toBe('true true true')
  })
})
