import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Middleware } from '../define/middleware.ts'
import { Plinth } from '../plinth.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'
import { down, retrying, turns } from './retry.fixtures.ts'
import { retry } from './retry.ts'
import { timeout } from './timeout.ts'

describe('a handler that asks', () => {
  it('finds its answers and its steps again in each attempt', async () => {
    let steps = 0
    const clock = fakeClock()
    const server = new Plinth({ name: 'test', clock }).use(retry({ clock, baseMs: 0, jitter: 0 }))
    let runs = 0
    server.tool('count', {}, () => `${++steps}`)
    server.tool('t', { annotations: { readOnlyHint: true } }, async (_, ctx) => {
      runs += 1
      const first = await ctx.elicit('Sure?', z.object({ yes: z.boolean() }))
      const counted = await ctx.once('count', () => ++steps)
      const nested = JSON.stringify(await ctx.call('count'))
      if (runs < 4) throw down()
      return `${first.content?.yes} ${counted} ${nested} ${steps}`
    })
    const request = { method: 'tools/call', params: { name: 't' } }
    const asked = await dispatch(server.runtime, request)
    if (asked.kind !== 'input_required') throw new Error('It has to ask')
    const [key = ''] = Object.keys(asked.requests)
    const outcome = dispatch(server.runtime, {
      ...request,
      requestState: asked.state,
      inputResponses: { [key]: { action: 'accept', content: { yes: true } } },
    })
    for (let n = 0; n < 4; n++) await turns().then(() => clock.advance(1))
    expect(textOf(await outcome)).toContain('true 1')
    expect([runs, steps]).toEqual([4, 2])
  })

  it('goes on from what a middleware further out has called', async () => {
    let count = 0
    const clock = fakeClock()
    const calls: Middleware = async (ctx, next) => {
      if (ctx.depth === 0) await ctx.call('count')
      return next()
    }
    const server = new Plinth({ name: 'test', clock }).use(calls, retry({ clock, baseMs: 0, jitter: 0 }))
    server.tool('count', {}, () => `${++count}`)
    let runs = 0
    server.tool('t', { annotations: { readOnlyHint: true } }, async (_, ctx) => {
      const counted = await ctx.call('count')
      if (++runs === 1) throw down()
      return JSON.stringify(counted)
    })
    const outcome = dispatch(server.runtime, { method: 'tools/call', params: { name: 't' } })
    for (let n = 0; n < 2; n++) await turns().then(() => clock.advance(1))
    expect(textOf(await outcome)).toContain('"2"')
    expect(count).toBe(2)
  })

  it('is not repeated for its question, and asks in a second attempt as in a first', async () => {
    const { settle, runs } = retrying(async (ctx, attempt) => {
      if (attempt === 1) throw down()
      await ctx.elicit('Sure?', z.object({ yes: z.boolean() }))
    })
    expect((await settle()).kind).toBe('input_required')
    expect(runs()).toBe(2)
  })

  it('does not ask in the end what only an attempt that ran out of time has asked', async () => {
    const { settle } = retrying(
      async (ctx, attempt) => {
        if (attempt > 1) return 'done'
        await ctx.elicit('Sure?', z.object({ yes: z.boolean() })).catch(() => {})
        await new Promise((_, reject) =>
          ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)),
        )
      },
      { options: { codes: ['TIMEOUT'] }, inside: [timeout(1_000)] },
    )
    expect(textOf(await settle())).toBe('done')
  })
})
