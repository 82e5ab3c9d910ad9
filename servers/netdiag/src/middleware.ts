import type { Middleware } from 'plinth'
import { type ProductionConfig, productionParts } from 'plinth/middleware'

/**
 * What stands around all requests: of the recommended middleware the log, the counts, the rate limit, and the cache where
 * it is switched on. Each tool brings its own breaker, queue, and bounds of input and output. Nothing is repeated: that a
 * machine cannot be reached is what the tools are asked to find out.
 */
export function netdiagMiddleware(config: ProductionConfig): readonly Middleware[] {
  const { requestLog, errorCounts, timing, rateLimit, cache } = productionParts(config)
  return [requestLog, errorCounts, timing, rateLimit, ...(cache ? [cache] : [])]
}
