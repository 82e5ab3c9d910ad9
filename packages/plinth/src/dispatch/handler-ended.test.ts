import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Context, type Middleware, Plinth } from '../index.ts'
import { dispatch } from '../testing/dispatch.fixtures.ts'
import { fakeClock } from '../testing/fake-clock.ts'

const turn = () => new Promise(resolve => setImmediate(resolve))

/** A server that notes when `next` returned and when the handler had ended. */
const setUp = (handler: (ctx: Context) => unknown, inner: Middleware = (_, next) => next()) => {
  const clock = fakeClock()
  const order: string[] = []
  const watch: Middleware = async (ctx, next) => {
    try {
      return await next()
    } finally {
      order.push('returned')
      for (const watcher of ['one', 'two'])
        void ctx.handlerEnded().then(() => order.push(`ended for ${watcher}`))
    }
  }
  const server = new Plinth({ name: 'test', clock }).use(watch, inner)
  server.tool('t', {}, (_, ctx) => handler(ctx) as string)
  const call = (extra: object = {}) =>
    dispatch(server.runtime, { method: 'tools/call', params: { name: 't' }, ...extra })
  return { server, call, clock, order }
}

const ENDED = ['ended for one', 'ended for two']

describe('middleware learns when a handler has ended', () => {
  it.each<[string, (ctx: Context) => unknown]>([
    ['well', () => 'done'],
    ['with an error', () => Promise.reject(new Error('broken'))],
    ['with a question', ctx => ctx.elicit('Sure?', z.object({ yes: z.boolean() }))],
  ])('at once when that ended %s', async (_, handler) => {
    const { call, order } = setUp(handler)
    await call()
    expect(order).toEqual(['returned', ...ENDED])
  })

  it('when it runs on after its time was up', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const { call, clock, order } = setUp(() => promise)
    const outcome = call()
    await turn()
    clock.advance(300_000)
    expect(await outcome).toMatchObject({ result: { failure: { code: 'TIMEOUT' } } })
    await turn()
    expect(order).toEqual(['returned'])
    resolve('late')
    await turn()
    expect(order).toEqual(['returned', ...ENDED])
  })

  it('at once when it never began', async () => {
    const answered = setUp(
      () => 'never',
      async () => ({ kind: 'result', result: { content: [] } }),
    )
    await answered.call()
    expect(answered.order).toEqual(['returned', ...ENDED])
    const refused = setUp(() => 'never')
    await refused.call({ requestState: 'made up', inputResponses: {} })
    expect(refused.order).toEqual(['returned', ...ENDED])
    await dispatch(refused.server.runtime, { method: 'tools/list', params: {} })
    expect(refused.order).toHaveLength(6)
  })

  it('though it has yet to begin when middleware further in gives up', async () => {
    const ready = Promise.withResolvers<object>()
    const end = Promise.withResolvers<string>()
    const order: string[] = []
    const server = new Plinth({ name: 'test', lifespan: () => ready.promise })
    const watch: Middleware = async (ctx, next) => {
      const outcome = await next()
      void ctx.handlerEnded().then(() => order.push('ended'))
      return outcome
    }
    const impatient: Middleware = async (_, next) => {
      void next().catch(() => {})
      return { kind: 'result', result: { content: [] } }
    }
    server.use(watch, impatient)
    server.tool('t', {}, () => {
      order.push('began')
      return end.promise
    })
    await dispatch(server.runtime, { method: 'tools/call', params: { name: 't' } })
    await turn()
    expect(order).toEqual([])
    ready.resolve({})
    await turn()
    expect(order).toEqual(['began'])
    end.resolve('done')
    await turn()
    expect(order).toEqual(['began', 'ended'])
  })
})

it('nothing begins any more once the server has stopped all calls', async () => {
  let began = false
  const { server, call } = setUp(() => {
    began = true
    return 'done'
  })
  server.runtime.dispatcher.stopAll()
  expect(await call()).toMatchObject({ result: { failure: { code: 'RESOURCE_EXHAUSTED' } } })
  expect(began).toBe(false)
})
