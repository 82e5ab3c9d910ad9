import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Middleware, Plinth, ToolError } from '../index.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'

const call = (server: Plinth, name: string, args: object = {}, extra: object = {}) =>
  dispatch(server.runtime, { method: 'tools/call', params: { name, arguments: args }, ...extra })

describe('a tool that calls another', () => {
  const setUp = () => {
    const seen: string[] = []
    const server = new Plinth({ name: 'test' })
    server.use((ctx, next) => {
      seen.push(`${ctx.name} for ${ctx.principal?.id}`)
      return next()
    })
    const half = server.tool(
      'half',
      { input: z.object({ n: z.number() }), output: z.object({ n: z.number() }) },
      ({ n }) => {
        if (n === 0)
          throw new ToolError('Nothing to halve', {
            code: 'NOT_FOUND',
            suggestion: 'Take more',
            retryAfterMs: 5,
          })
        return { n: n / 2 }
      },
    )
    server.tool('quarter', { input: z.object({ n: z.number() }) }, async ({ n }, ctx) => {
      const { n: once } = await ctx.call(half, { n })
      return ctx.call('half', { n: once })
    })
    return { server, seen }
  }

  it('goes through all the middleware again, for the same caller', async () => {
    const { server, seen } = setUp()
    const outcome = await dispatch(
      server.runtime,
      { method: 'tools/call', params: { name: 'quarter', arguments: { n: 8 } } },
      { principal: { id: 'ada', scopes: [] } },
    )
    expect(outcome).toMatchObject({ result: { structured: { n: 2 } } })
    expect(seen).toEqual(['quarter for ada', 'half for ada', 'half for ada'])
  })

  it('gets its failure as a ToolError, whole', async () => {
    const { server } = setUp()
    expect(await call(server, 'quarter', { n: 0 })).toMatchObject({
      result: {
        failure: { code: 'NOT_FOUND', message: 'Nothing to halve', suggestion: 'Take more', retryAfterMs: 5 },
      },
    })
  })

  it('gets a refusal as a ToolError, with its code, advice and time', async () => {
    const { server } = setUp()
    const full: Middleware = async (ctx, next) =>
      ctx.name === 'half'
        ? {
            kind: 'refused',
            refusal: {
              reason: 'unavailable',
              code: 'CIRCUIT_BREAKER_OPEN',
              message: 'Broken',
              suggestion: 'Wait',
              retryAfterMs: 7,
            },
          }
        : next()
    server.use(full)
    expect(await call(server, 'quarter', { n: 1 })).toMatchObject({
      result: {
        failure: { code: 'CIRCUIT_BREAKER_OPEN', message: 'Broken', suggestion: 'Wait', retryAfterMs: 7 },
      },
    })
  })

  it('is told that there is no such tool, or that the arguments are wrong', async () => {
    const server = new Plinth({ name: 'test' })
    server.tool('strict', { input: z.object({ n: z.number() }) }, () => '')
    server.tool(
      'calls',
      { input: z.object({ name: z.string() }) },
      ({ name }, ctx) => ctx.call(name) as Promise<object>,
    )
    expect(await call(server, 'calls', { name: 'none' })).toMatchObject({
      result: { failure: { code: 'NOT_FOUND' } },
    })
    expect(await call(server, 'calls', { name: 'strict' })).toMatchObject({
      result: { failure: { code: 'VALIDATION_ERROR', message: expect.stringContaining('n: ') } },
    })
  })

  it('shares its correlation id, its cancellation and its log, not its state and its progress', async () => {
    const server = new Plinth({ name: 'test' })
    const seen: Record<string, unknown>[] = []
    const progress: number[] = []
    const logged: string[] = []
    server.tool('inner', {}, (_, ctx) => {
      seen.push({ id: ctx.correlationId, state: ctx.state.get('a'), aborted: ctx.signal.aborted })
      ctx.progress(1)
      ctx.log.info('from inside')
    })
    const controller = new AbortController()
    server.tool('outer', {}, async (_, ctx) => {
      ctx.state.set('a', 1)
      controller.abort()
      seen.push({ id: ctx.correlationId })
      await ctx.call('inner')
    })
    await call(
      server,
      'outer',
      {},
      {
        signal: controller.signal,
        sink: {
          progress: ({ progress: n }: { progress: number }) => progress.push(n),
          log: (_: string, m: string) => logged.push(m),
        },
      },
    )
    expect(seen[1]).toEqual({ id: seen[0]?.id, state: undefined, aborted: true })
    expect(progress).toEqual([])
    expect(logged).toEqual(['from inside'])
  })

  it('cannot go round in circles for ever', async () => {
    const server = new Plinth({ name: 'test' })
    let runs = 0
    server.tool('ping', {}, async (_, ctx) => {
      runs++
      await ctx.call('pong')
    })
    server.tool('pong', {}, async (_, ctx) => {
      await ctx.call('ping')
    })
    expect(await call(server, 'ping')).toMatchObject({
      result: {
        failure: {
          code: 'RESOURCE_EXHAUSTED',
          message: '"ping" cannot call "pong": 16 calls stand inside of one another already',
        },
      },
    })
    expect(runs).toBe(9)
  })

  it('can call no more once its own call has ended', async () => {
    const clock = fakeClock()
    const server = new Plinth({ name: 'test', clock })
    let wiped = false
    let late: unknown
    server.tool('wipe', {}, () => {
      wiped = true
    })
    const begun = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    server.tool('slow', { timeoutMs: 10 }, async (_, ctx) => {
      begun.resolve()
      await goOn.promise
      late = await ctx.call('wipe').catch((error: unknown) => error)
    })
    const outcome = call(server, 'slow')
    await begun.promise
    clock.advance(10)
    expect(await outcome).toMatchObject({ result: { failure: { code: 'TIMEOUT' } } })
    goOn.resolve()
    await expect.poll(() => String(late)).toContain('The call of slow has ended')
    expect(wiped).toBe(false)
  })

  it('means the tool of its own mount, where its module is mounted several times', async () => {
    const module = new Plinth<{ who: string }>({
      name: 'module',
      lifespan: ({ config }) => ({ who: String(config) }),
    })
    const whose = module.tool('whose', {}, (_, ctx) => ctx.deps.who)
    module.tool('ask', {}, (_, ctx) => ctx.call(whose, {}) as Promise<object>)
    const server = new Plinth({ name: 'test' })
    for (const who of ['a', 'b', 'c']) server.mount(module, { prefix: who, config: who as never })
    const texts: string[] = []
    for (const who of ['a', 'b', 'c']) texts.push(textOf(await call(server, `${who}_ask`)))
    expect(texts.map(text => JSON.parse(text)[0].text)).toEqual(['a', 'b', 'c'])
  })
})
