import type { Middleware } from 'plinth'
import { type ProductionConfig, production } from 'plinth/middleware'

/** Statements and comments are longer than what people type into a form. */
const LONGEST_TEXT = 50_000
const LARGEST_INPUT = 256 * 1_024

/**
 * What stands around all requests: the recommended middleware, without what the client of Panther does better because it
 * sees single requests: repeating those that only read, resting when Panther fails, and bounding the sockets.
 */
export const pantherMiddleware = (config: ProductionConfig): readonly Middleware[] =>
  production(config, {
    without: ['retry', 'circuitBreaker', 'concurrencyLimit'],
    inputGuard: { maxLength: LONGEST_TEXT, maxBytes: LARGEST_INPUT },
  })
