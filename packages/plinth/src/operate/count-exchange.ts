import type { Instruments } from './instruments.ts'

/** An HTTP request that was answered, or whose client has gone. */
export interface HttpExchange {
  /** The pattern that answered, never the path itself: there is no end of paths. */
  readonly route: string
  readonly method: string
  readonly status: number
  readonly durationMs: number
  /** Whether the answer was a stream that stays open until somebody ends it. */
  readonly stream: boolean
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

export const countExchange = (instruments: Instruments, exchange: HttpExchange): void => {
  const { route, status, durationMs, stream } = exchange
  const method = METHODS.has(exchange.method) ? exchange.method : '_OTHER'
  instruments.httpRequests.inc({ route, method, status })
  if (!stream) instruments.httpDurations.observe({ route, method }, durationMs / 1_000)
}
