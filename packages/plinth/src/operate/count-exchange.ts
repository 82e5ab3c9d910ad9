import type { HttpExchange } from '../define/http-exchange.ts'
import type { Instruments } from './instruments.ts'

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

export const countExchange = (instruments: Instruments, exchange: HttpExchange): void => {
  const { route, status, durationMs, stream } = exchange
  const method = METHODS.has(exchange.method) ? exchange.method : '_OTHER'
  instruments.httpRequests.add(1, route, method, status)
  if (!stream) instruments.httpDurations.observe(durationMs / 1_000, route, method)
}
