import { Plinth, ToolError } from 'plinth'
import {
  circuitBreaker,
  concurrencyLimit,
  errorCounts,
  inputGuard,
  requestLog,
  timing,
} from 'plinth/middleware'
import { z } from 'zod'
import { goods } from './goods.ts'
import { language } from './language.ts'
import { maintenance } from './maintenance.ts'
import { slowCalls } from './slow-calls.ts'

export const server = new Plinth({ name: 'shop', version: '1.0.0' })

export const errors = errorCounts()
export const timed = timing({ slowMs: 2_000 })

server.use(requestLog(), errors)
server.use('tools/call', timed, inputGuard({ maxLength: 200 }))

const closing = { isClosed: false }

const orders = new Plinth({ name: 'orders' })
orders.use(maintenance(() => closing.isClosed))
orders.tool('place', { input: z.object({ item: z.string() }) }, ({ item }) => `Ordered: ${item}`)
server.mount(orders, { prefix: 'orders' })

server.mount(goods, { prefix: 'goods' })

server.tool('close_orders', { use: [slowCalls(500)] }, () => {
  closing.isClosed = true
  return 'Closed'
})

export const courier = { isDown: false }
export const breaker = circuitBreaker({ threshold: 2, recoveryMs: 30_000 })

server.tool('track', { use: [breaker, concurrencyLimit({ concurrency: 2, queue: 10 })] }, () => {
  if (courier.isDown) throw new ToolError('The courier does not answer', { code: 'CONNECTION_ERROR' })
  return 'On its way'
})

const localised = server.with(language)
localised.tool('greet', {}, (_, ctx) => (ctx.language === 'no' ? 'Velkommen' : 'Welcome'))
