import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { currentContext, Plinth } from '../index.ts'
import { dispatch, textOf } from '../testing/dispatch.fixtures.ts'

const call = (server: Plinth, name: string, n = 0) =>
  dispatch(server.runtime, { method: 'tools/call', params: { name, arguments: { n } }, requestId: n })

const input = z.object({ n: z.number() })

it('throws outside of a call, and says where it works', () => {
  expect(() => currentContext()).toThrow('only inside of a handler or a middleware')
})

it('is the context of the handler, and of the middleware around it', async () => {
  const server = new Plinth({ name: 'test' })
  const seen: boolean[] = []
  server.use(async (ctx, next) => {
    seen.push(currentContext() === ctx)
    const outcome = await next()
    seen.push(currentContext() === ctx)
    return outcome
  })
  server.tool('t', { input }, async (_, ctx) => {
    await turn()
    seen.push(currentContext() === (ctx as unknown))
  })
  await call(server, 't')
  expect(seen).toEqual([true, true, true])
})

it('is the inner call in a tool that was called by another, and the outer one again after it', async () => {
  const server = new Plinth({ name: 'test' })
  server.tool('inner', {}, () => currentContext().name)
  server.tool('outer', {}, async (_, ctx) => {
    const inner = await ctx.call('inner')
    return `${JSON.stringify(inner)} in ${currentContext().name}`
  })
  const outcome = await dispatch(server.runtime, { method: 'tools/call', params: { name: 'outer' } })
  expect(textOf(outcome)).toBe('[{"type":"text","text":"inner"}] in outer')
})

it('does not mix 5,000 calls with nested helpers', { timeout: 20_000 }, async () => {
  const server = new Plinth({ name: 'test' })
  const deepest = async () => {
    await turn()
    return currentContext().requestId
  }
  const deeper = async () => {
    await Promise.resolve()
    return deepest()
  }
  server.tool('echo', { input }, async ({ n }) => `${(await deeper()) === n}`)
  const outcomes = await Promise.all(Array.from({ length: 5_000 }, (_, n) => call(server, 'echo', n)))
  expect(new Set(outcomes.map(textOf))).toEqual(new Set(['true']))
})

it('throws for what goes on after its call has ended, and names the call', async () => {
  const server = new Plinth({ name: 'test' })
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  let straggler: Promise<unknown> = Promise.resolve()
  server.tool('careless', { input }, () => {
    straggler = ended.then(() => currentContext())
    return 'done'
  })
  expect(textOf(await call(server, 'careless'))).toBe('done')
  end()
  await expect(straggler).rejects.toThrow('The call of careless has ended: await everything')
})

it('throws after a call that failed, too', async () => {
  const server = new Plinth({ name: 'test' })
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  let straggler: Promise<unknown> = Promise.resolve()
  server.tool('fails', { input }, () => {
    straggler = ended.then(() => currentContext())
    throw new Error('failed')
  })
  await call(server, 'fails')
  end()
  await expect(straggler).rejects.toThrow('The call of fails has ended')
})
