import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { memoryStore, type PlinthOptions, tool } from '../index.ts'
import { answer, asked, call, serverOf, YesNo, yes } from '../testing/asking.fixtures.ts'
import { textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'

describe('what a handler did before it asked', () => {
  it('is not done again in ctx.once, and neither time nor chance change', async () => {
    let steps = 0
    const clock = fakeClock()
    const server = serverOf(
      async ctx => {
        const id = await ctx.once('create', () => ++steps)
        const [time, chance, key] = [ctx.now(), ctx.random(), ctx.idempotencyKey]
        await ctx.elicit(`${time} ${chance} ${key}?`, YesNo)
        return `created ${id}`
      },
      { clock },
    )
    const first = asked(await call(server))
    clock.advance(5_000)
    expect(textOf(await answer(server, first, { yes: true }))).toBe('created 1')
    expect(steps).toBe(1)
  })

  it('happens at least once after a state that is sent twice, and at most once with a store', async () => {
    const count = async (options: Partial<PlinthOptions<object, undefined>>) => {
      let wiped = 0
      const server = serverOf(async ctx => {
        await ctx.elicit('Sure?', YesNo)
        return `wiped ${await ctx.once('wipe', () => ++wiped)}`
      }, options)
      const first = asked(await call(server))
      const answers = [await answer(server, first, { yes: true }), await answer(server, first, { yes: true })]
      return { wiped, texts: answers.map(textOf) }
    }
    expect(await count({})).toEqual({ wiped: 2, texts: ['wiped 1', 'wiped 2'] })
    expect(await count({ store: memoryStore() })).toEqual({ wiped: 1, texts: ['wiped 1', 'wiped 1'] })
  })

  it('is not repeated when it was begun and its end is not known', async () => {
    let begun = 0
    const server = serverOf(
      async ctx => {
        await ctx.elicit('Sure?', YesNo)
        return ctx.once('wipe', async () => {
          begun++
          throw new Error('the connection broke')
        })
      },
      { store: memoryStore() },
    )
    const first = asked(await call(server))
    await answer(server, first, { yes: true })
    expect(textOf(await answer(server, first, { yes: true }))).toContain('its result is not known')
    expect(begun).toBe(1)
  })
})

describe('a step', () => {
  it.each([undefined, null, 0, '', false])('that gave %j is done, and not done again', async given => {
    let steps = 0
    const seen: unknown[] = []
    const server = serverOf(async ctx => {
      seen.push(
        await ctx.once('charge', () => {
          steps++
          return given
        }),
      )
      return yes(ctx)
    })
    const first = asked(await call(server))
    expect(textOf(await answer(server, first, { yes: true }))).toBe('yes: true')
    expect({ steps, seen }).toEqual({ steps: 1, seen: [given, given] })
  })

  it.each([{}, { store: memoryStore() }])('that is begun twice at the same time is one', async options => {
    let steps = 0
    const server = serverOf(async ctx => {
      const step = () => ctx.once('charge', async () => ++steps)
      return (await Promise.all([step(), step()])).join()
    }, options)
    expect(textOf(await call(server))).toBe('1,1')
  })

  it.each(['#now.0', '#random.0', '#call:child.0', '##call:child.0', '#call:child.0/deep'])(
    'named %s is no time, no chance and no call',
    async key => {
      const server = serverOf(async ctx => {
        await ctx.once(key, () => 'mine')
        await ctx.once(`#${key}`, () => 'mine too')
        const others = [ctx.now(), ctx.random(), await ctx.call('child')]
        return `${others.includes('mine') || others.includes('mine too')}, ${await ctx.once(key, () => '')}`
      })
      server.tool('child', {}, async (_, ctx) => ctx.once('deep', () => 'of the child'))
      expect(textOf(await call(server))).toBe('false, mine')
    },
  )

  it('that calls a tool never stands for the call of another one', async () => {
    let runs = 0
    const server = serverOf(async ctx => {
      const found = await ctx.call(runs++ === 0 ? 'one' : 'two')
      await yes(ctx)
      return JSON.stringify(found)
    })
    server.tool('one', {}, () => 'of one')
    server.tool('two', {}, () => 'of two')
    const first = asked(await call(server))
    expect(textOf(await answer(server, first, { yes: true }))).toContain('of two')
  })
})

describe('a tool that calls others', () => {
  const child = (runs: string[]) =>
    tool('child', { input: z.object({ ask: z.boolean() }) }, async ({ ask }, ctx) => {
      runs.push(ask ? 'asking' : 'quiet')
      if (!ask) await new Promise(resolve => setTimeout(resolve, 20))
      if (ask) await ctx.elicit('Child?', YesNo)
      return { ok: true }
    })

  it('passes their questions on, and does not call those again that are done', async () => {
    const runs: string[] = []
    const seen: string[] = []
    const server = serverOf(
      async ctx => {
        await ctx.call('child', { ask: false })
        await ctx.call('child', { ask: true })
        return yes(ctx)
      },
      { store: memoryStore() },
    )
    server.add(child(runs))
    server.use(async (ctx, next) => {
      const outcome = await next()
      seen.push(`${ctx.name} ${outcome.kind}`)
      return outcome
    })
    const first = asked(await call(server))
    expect(seen).toEqual(['child result', 'child input_required', 'ask input_required'])
    const second = asked(await answer(server, first, { yes: true }))
    expect(textOf(await answer(server, second, { yes: true }))).toBe('yes: true')
    expect(runs).toEqual(['quiet', 'asking', 'asking'])
  })

  it('keeps the result of one that ended while another asked', async () => {
    const runs: string[] = []
    const server = serverOf(async ctx => {
      await Promise.all([ctx.call('child', { ask: true }), ctx.call('child', { ask: false })])
      return 'both'
    })
    server.add(child(runs))
    const first = asked(await call(server))
    expect(textOf(await answer(server, first, { yes: true }))).toBe('both')
    expect(runs.filter(run => run === 'quiet')).toHaveLength(1)
  })
})
