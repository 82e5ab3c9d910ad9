import { setTimeout } from 'node:timers/promises'
import { currentContext, Plinth } from 'plinth'
import { z } from 'zod'

export const calls = new Plinth({ name: 'calls' })

calls.tool('copy', { input: z.object({ files: z.array(z.string()) }) }, async ({ files }, ctx) => {
  for (const [index, file] of files.entries()) {
    await setTimeout(1, undefined, { signal: ctx.signal })
    ctx.log.info('copied', { file })
    ctx.progress(index + 1, files.length, file)
  }
  return `Copied ${files.length} files`
})

export const collect = calls.tool(
  'collect',
  { input: z.object({ basket: z.string(), item: z.string() }), output: z.array(z.string()) },
  async ({ basket, item }, ctx) => {
    const session = ctx.session(basket)
    const items = [...((await session.get<string[]>('items')) ?? []), item]
    await session.set('items', items)
    return items
  },
)

let orders = 0

calls.tool('order', { input: z.object({ item: z.string() }) }, async ({ item }, ctx) => {
  const number = await ctx.once('reserve', () => ++orders)
  const answer = await ctx.elicit(`Order ${item}?`, z.object({ sure: z.boolean() }))
  if (answer.action !== 'accept' || !answer.content.sure) return `Order ${number} was dropped`
  return `Order ${number} was placed`
})

calls.tool('collect_twice', { input: z.object({ item: z.string() }) }, async ({ item }, ctx) => {
  await ctx.call(collect, { basket: 'twice', item })
  return (await ctx.call(collect, { basket: 'twice', item })).join(', ')
})

const audit = (what: string) => currentContext().log.info('audit', { what })

calls.tool('pay', {}, () => {
  audit('paid')
  return 'Thank you'
})
