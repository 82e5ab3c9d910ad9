import type { BreakerOptions } from './breaker.ts'

/** When a breaker opens, and for how long, as the configuration says it: `config.breaker`. */
export interface BreakerSettings {
  /** Consecutive failures after which what it guards is not called for a while. Default 5. */
  readonly threshold: number
  /** Seconds until it is tried again. Default 60. */
  readonly recoverySec: number
  /** Factor by which that time grows each time the trial fails. Default 1.5. */
  readonly growth: number
  /** Seconds to which it grows. Default 300. */
  readonly maxRecoverySec: number
  /** Share by which it varies at random, in both directions. Default 0.1. */
  readonly jitter: number
  /** Successful trials that close it. Default 1. */
  readonly successesToClose: number
}

const SECOND = 1_000

/**
 * What the configuration says of breakers (`MCP_BREAKER_*`), as `createBreaker` and `circuitBreaker` take it: for a breaker
 * of a server's own, around an upstream that many tools share.
 *
 * @example
 * const { config } = loadConfig()
 * createBreaker(breakerOptions(config.breaker)).snapshot().state // 'closed'
 */
export const breakerOptions = ({
  recoverySec,
  maxRecoverySec,
  threshold,
  growth,
  jitter,
  successesToClose,
}: BreakerSettings) =>
  ({
    threshold,
    growth,
    jitter,
    successesToClose,
    recoveryMs: recoverySec * SECOND,
    maxRecoveryMs: maxRecoverySec * SECOND,
  }) satisfies BreakerOptions
