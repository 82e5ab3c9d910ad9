/**
 * Logs, limits, caches, retries, breakers, the audit trail, and `production`, which puts them in order.
 *
 * @module plinth/middleware
 */

export { auditByTenant } from './audit-by-tenant.ts'
export { type AuditFileOptions, auditFile } from './audit-file.ts'
export { type AuditEntry, type AuditFacts, type AuditRecord, brokenAt } from './audit-record.ts'
export { AuditLoss, type AuditSink } from './audit-sink.ts'
export { type AuditTrail, type AuditTrailOptions, auditTrail } from './audit-trail.ts'
export { type BackoffOptions, backoff } from './backoff.ts'
export {
  type Breaker,
  type BreakerChange,
  type BreakerOptions,
  type BreakerOutcome,
  type BreakerPermit,
  type BreakerRefusal,
  type BreakerSnapshot,
  type BreakerState,
  createBreaker,
} from './breaker.ts'
export { type BreakerSettings, breakerOptions } from './breaker-options.ts'
export type { Subject } from './by-subject.ts'
export { type Cache, type CacheOptions, cache } from './cache.ts'
export {
  type CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitChange,
  type CircuitState,
  circuitBreaker,
} from './circuit-breaker.ts'
export {
  type ConcurrencyLimit,
  type ConcurrencyLimitOptions,
  type ConcurrencyUsage,
  concurrencyLimit,
} from './concurrency-limit.ts'
export { type ErrorCount, type ErrorCounts, type ErrorCountsOptions, errorCounts } from './error-counts.ts'
export type { ForbiddenPattern } from './input-fault.ts'
export { type InputGuardOptions, inputGuard } from './input-guard.ts'
export {
  type ProductionConfig,
  type ProductionOptions,
  type ProductionParts,
  production,
  productionParts,
} from './production.ts'
export { type RateLimitOptions, rateLimit } from './rate-limit.ts'
export { type RepeatOptions, repeat } from './repeat.ts'
export { type RequestLogOptions, requestLog } from './request-log.ts'
export { type ResponseLimitOptions, responseLimit } from './response-limit.ts'
export { type RetryOptions, retry } from './retry.ts'
export { timeout } from './timeout.ts'
export { type ComponentTiming, type Timing, type TimingOptions, timing } from './timing.ts'
export type { BucketLimit, Taken, TokenBuckets } from './token-bucket.ts'
export { wait } from './wait.ts'
