import type { Clock } from '../clock.ts'
import type { Config } from '../config/settings.ts'
import type { Middleware, MiddlewareContext } from '../define/middleware.ts'
import type { Logger } from '../logger.ts'
import type { AuditTrail } from './audit-trail.ts'
import { breakerOptions } from './breaker-options.ts'
import { type Cache, cache } from './cache.ts'
import { type CircuitBreaker, circuitBreaker } from './circuit-breaker.ts'
import { type ConcurrencyLimit, concurrencyLimit } from './concurrency-limit.ts'
import { type ErrorCounts, errorCounts } from './error-counts.ts'
import { type InputGuardOptions, inputGuard } from './input-guard.ts'
import { rateLimit } from './rate-limit.ts'
import { requestLog } from './request-log.ts'
import { type ResponseLimitOptions, responseLimit } from './response-limit.ts'
import { type RetryOptions, retry } from './retry.ts'
import { type Timing, timing } from './timing.ts'

/** The settings that the recommended middleware reads; `run()` hands them in. */
export type ProductionConfig = Pick<
  Config,
  'log' | 'features' | 'rateLimit' | 'breaker' | 'cache' | 'retry' | 'concurrency'
>

/** What `production` takes besides the configuration. */
export interface ProductionOptions {
  /** Gets lines of breakers and of the cache; requests are logged to the server's log. Default: none are written. */
  readonly log?: Logger
  /** Records calls; see `auditTrail`. Default: none, or what `run()` adds where `MCP_AUDIT_FILE` names a file. */
  readonly audit?: AuditTrail
  /** Default: 1,000 characters of any text, 64 KiB in all. */
  readonly inputGuard?: InputGuardOptions
  /** Default: 1 MB. */
  readonly responseLimit?: ResponseLimitOptions
  /** What deserves another attempt, and the waits before it; how many there are is a setting. Default: as of `retry`. */
  readonly retry?: Pick<RetryOptions, 'codes' | 'baseMs' | 'maxMs' | 'jitter'>
  /**
   * Parts to leave out of `production`, because the server does better what they do: a client that repeats single requests
   * to its upstream instead of whole calls, say. Default: none.
   */
  readonly without?: readonly (keyof ProductionParts)[]
  /**
   * Gives each tenant slots, a queue and rates of its own, which its callers share: one tenant at its limit does not
   * slow another. Default false: slots are shared by all, and rates are those of each caller.
   */
  readonly perTenant?: boolean
  readonly clock?: Clock
  /** A number from 0 to below 1, for waits that vary. Default `Math.random`. */
  readonly random?: () => number
}

/** The recommended middleware by name, from the outside to the inside. What is switched off is not there. */
export interface ProductionParts {
  readonly requestLog: Middleware
  readonly errorCounts: ErrorCounts
  readonly timing: Timing
  readonly audit?: AuditTrail
  readonly rateLimit: Middleware
  readonly inputGuard: Middleware
  readonly responseLimit: Middleware
  readonly cache?: Cache
  readonly retry?: Middleware
  readonly circuitBreaker: CircuitBreaker
  readonly concurrencyLimit: ConcurrencyLimit
}

const SECOND = 1_000

const CALLS: ReadonlySet<string> = new Set(['tools/call', 'resources/read', 'prompts/get'])

const tenantOf = ({ principal }: MiddlewareContext): string | undefined => principal?.tenant

/** Lists and completions come with every keystroke and cost little. */
const forCalls =
  (middleware: Middleware): Middleware =>
  (ctx, next) =>
    CALLS.has(ctx.method) ? middleware(ctx, next) : next()

/** Leaves out tools that have a breaker and a queue of their own, as those around programs do. */
const whereMissing = <M extends Middleware>(middleware: M): M => {
  const around: Middleware = (ctx, next) => (ctx.component?.hasOwnGuards ? next() : middleware(ctx, next))
  return Object.assign(around, middleware)
}

/**
 * The recommended middleware by name, in its order, for a team that builds its own stack on it: puts own ones between
 * them, and asks them for what they counted.
 *
 * @throws RangeError when an option is out of range
 * @example
 * const { config } = loadConfig()
 * const parts = productionParts(config)
 * server.use(...Object.values(parts))
 * parts.timing.stats() // []
 */
export const productionParts = (
  config: ProductionConfig,
  options: Omit<ProductionOptions, 'without'> = {},
): ProductionParts => {
  const { log: logging, features, rateLimit: rates, breaker, concurrency } = config
  const time = options.clock ? { clock: options.clock } : {}
  const chance = options.random ? { random: options.random } : {}
  const log = options.log ? { log: options.log } : {}
  const byTenant = options.perTenant ? { key: tenantOf } : {}
  const slots = concurrencyLimit({
    concurrency: concurrency.perTool,
    queue: concurrency.queue,
    ...byTenant,
    ...time,
  })
  return {
    requestLog: requestLog({ payloads: logging.payloads }),
    errorCounts: errorCounts(),
    timing: timing(),
    ...(options.audit ? { audit: options.audit } : {}),
    rateLimit: forCalls(
      rateLimit({
        limit: rates.requests,
        per: Math.round(rates.perSec * SECOND),
        burst: rates.burst,
        maxClients: rates.maxClients,
        ...byTenant,
        ...time,
      }),
    ),
    inputGuard: inputGuard(options.inputGuard),
    responseLimit: responseLimit(options.responseLimit),
    ...(features.caching
      ? { cache: cache({ ttlMs: Math.round(config.cache.ttlSec * SECOND), ...log, ...time }) }
      : {}),
    ...(config.retry.attempts > 1
      ? { retry: retry({ ...options.retry, attempts: config.retry.attempts, ...time, ...chance }) }
      : {}),
    circuitBreaker: whereMissing(
      circuitBreaker({
        ...breakerOptions(breaker),
        ...log,
        ...time,
        ...chance,
      }),
    ),
    // Slots of a tenant's own also keep it from filling the queue that tools around programs have for all.
    concurrencyLimit: options.perTenant ? slots : whereMissing(slots),
  }
}

/**
 * The recommended middleware for a server that others rely on, as the configuration sets it: request log, error counts,
 * timing, audit, rate limit, input guard, response limit, cache (where `features.caching` is on), retry, circuit breaker
 * and concurrency limit, from the outside to the inside.
 *
 * @throws RangeError when an option is out of range
 * @example
 * await run(config => new Plinth({ name: 'shop' }).use(...production(config)))
 * await run(config => new Plinth({ name: 'quiet' }).use(...production(config, { without: ['requestLog'] })))
 */
export const production = (
  config: ProductionConfig,
  { without = [], ...options }: ProductionOptions = {},
): readonly Middleware[] => {
  const leftOut: ReadonlySet<string> = new Set(without)
  return Object.entries(productionParts(config, options)).flatMap(([name, part]) =>
    leftOut.has(name) ? [] : part,
  )
}
