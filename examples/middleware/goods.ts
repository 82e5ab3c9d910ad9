import { Plinth } from 'plinth'
import { rateLimit } from 'plinth/middleware'
import { z } from 'zod'

export const goods = new Plinth({ name: 'goods' })

goods.use('tools/call', rateLimit({ limit: 60, per: '1m', burst: 10 }))

const names = ['green tea', 'black tea', 'coffee']

goods.tool('find', { input: z.object({ text: z.string() }) }, ({ text }) =>
  names.filter(name => name.includes(text)),
)
