import { connect } from 'plinth/testing'
import { expect, it } from 'vitest'
import { cached, goods } from './goods.ts'

it('finds goods, and does not bear forty requests at once', async () => {
  const client = await connect(goods)
  const find = () => client.call('find', { text: 'tea' })
  expect(await find()).toEqual([{ type: 'text', text: '["green tea","black tea"]' }])
  const answers = await Promise.allSettled(Array.from({ length: 40 }, find))
  const refused = answers.filter(({ status }) => status === 'rejected')
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]).toMatchObject({ reason: { data: { code: 'RATE_LIMITED', limit: 'burst' } } })
  await client.close()
})

it('describes as much as fits', async () => {
  const client = await connect(goods)
  const { content } = await client.client.callTool({ name: 'describe' })
  expect(JSON.stringify(content).length).toBeLessThan(100_000)
  expect(content.at(-1)).toMatchObject({ text: expect.stringContaining('[Cut: the result has 300') })
  await client.close()
})

it('keeps a price for a minute', async () => {
  const client = await connect(goods)
  expect(await client.call('price')).toEqual(await client.call('price'))
  expect(cached.stats()).toEqual({ hits: 1, misses: 1 })
  await client.close()
})
