import { Counter } from 'prom-client'
import { z } from 'zod'
import { commandTool } from '../command/index.ts'
import { Plinth } from '../index.ts'

/** A server for tests of what operators see: a tool for each thing that is watched. */
const server = new Plinth({ name: 'observed', version: '1.2.3' })

const orders = new Counter({ name: 'shop_orders_total', help: 'Orders', registers: [] })
server.metric(orders)

server.tool('order', {}, (_, ctx) => {
  orders.inc()
  ctx.log.info('an order')
  return 'ordered'
})

server.add(
  commandTool({
    name: 'say',
    description: 'Prints a word',
    command: 'echo',
    input: z.object({ word: z.string() }),
    args: ({ word }) => ['--', word],
  }),
)

const input = z.object({ url: z.string(), passing: z.boolean().default(false) })
server.tool('fetches', { input }, async ({ url, passing }, ctx) => {
  const response = await fetch(url, passing ? { headers: ctx.trace } : {})
  return response.text()
})

server.tool('blocks', {}, () => {
  const end = performance.now() + 400
  while (performance.now() < end);
  return 'blocked'
})

const shelf = new Plinth({ name: 'shelf' })
shelf.health({ name: 'stock', priority: 'low', check: () => ({ status: 'healthy', message: 'Full' }) })
shelf.metric(new Counter({ name: 'shelf_looks_total', help: 'Looks', registers: [] }))
server.mount(shelf, { prefix: 'left' })

await server.run()
