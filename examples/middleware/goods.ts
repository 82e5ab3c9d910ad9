import { Plinth } from 'plinth'
import { cache, rateLimit, responseLimit } from 'plinth/middleware'
import { z } from 'zod'

export const goods = new Plinth({ name: 'goods' })

goods.use('tools/call', rateLimit({ limit: 60, per: '1m', burst: 10 }))

const names = ['green tea', 'black tea', 'coffee']

goods.tool('find', { input: z.object({ text: z.string() }) }, ({ text }) =>
  names.filter(name => name.includes(text)),
)

goods.tool('describe', { use: [responseLimit({ maxBytes: 100_000 })] }, () =>
  names.map(name => `${name}: ${'delicious '.repeat(10_000)}`).join('\n'),
)

export const cached = cache({ ttlMs: 60_000 })

goods.tool(
  'price',
  { annotations: { readOnlyHint: true }, use: [cached] },
  () => `${Math.random() * 100} NOK`,
)
