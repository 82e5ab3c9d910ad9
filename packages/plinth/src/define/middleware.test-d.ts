import { describe, expectTypeOf, test } from 'vitest'
import { type Middleware, type Outcome, Plinth } from '../index.ts'

const server = new Plinth({ name: 'test' })

describe('middleware', () => {
  const identified: Middleware<{ user: { id: string } }> = async (_, next) => next({ user: { id: 'ada' } })

  test('widens the context that with() gives', () => {
    server.with(identified).tool('t', {}, (_, ctx) => {
      expectTypeOf(ctx.user.id).toEqualTypeOf<string>()
    })
    const timed: Middleware<{ startedAt: number }> = (_, next) => next({ startedAt: 0 })
    server
      .with(identified)
      .with(timed)
      .prompt('p', {}, (_, ctx) => {
        expectTypeOf(ctx.user.id).toEqualTypeOf<string>()
        expectTypeOf(ctx.startedAt).toEqualTypeOf<number>()
        return ''
      })
    server.tool('t', {}, (_, ctx) => {
      // @ts-expect-error what use() and with() add shows on what with() returned only
      return ctx.user
    })
  })

  test('has to add what it says', () => {
    // @ts-expect-error next() needs the user
    const forgetful: Middleware<{ user: string }> = async (_, next) => next()
    // @ts-expect-error the user is a text
    const wrong: Middleware<{ user: string }> = async (_, next) => next({ user: 1 })
    expectTypeOf([forgetful, wrong]).toBeArray()
  })

  test('has nothing of what belongs to one run of a handler', () => {
    const asks: Middleware = async (ctx, next) => {
      // @ts-expect-error only handlers may ask
      await ctx.elicit('Sure?', {})
      // @ts-expect-error only handlers have a time of their own
      ctx.now()
      expectTypeOf(ctx.timeoutMs).toEqualTypeOf<number>()
      return next({ timeoutMs: 1_000 })
    }
    expectTypeOf(asks).toBeFunction()
    server.tool('t', {}, async (_, ctx) => expectTypeOf(ctx.now()).toEqualTypeOf<number>())
  })

  test('has to return what next() gives', () => {
    // @ts-expect-error nothing is returned
    const forgetful: Middleware = async (_, next) => {
      await next()
    }
    // @ts-expect-error nothing is returned
    server.use(async (_, next) => {
      await next()
    })
    // @ts-expect-error next() is not even waited for
    server.use('tools/call', async (_, next) => {
      next()
    })
    // @ts-expect-error nothing is returned
    server.tool('t', { use: [async (_, next) => void (await next())] }, () => 'x')
    server.use(async (_, next) => await next())
    server.use((_, next) => next())
    expectTypeOf(forgetful).toBeFunction()
  })

  test('sees the request and its outcome', () => {
    server.use(async (ctx, next) => {
      expectTypeOf(ctx.params).toEqualTypeOf<Readonly<Record<string, unknown>>>()
      const outcome = await next()
      expectTypeOf(outcome).toEqualTypeOf<Outcome>()
      return outcome
    })
  })

  test('stands around methods that there are', () => {
    server.use('tools/call', (_, next) => next())
    server.use(['tools/call', 'prompts/get'], (_, next) => next())
    // @ts-expect-error there is no such method
    server.use('tools/cal', (_, next) => next())
  })
})
