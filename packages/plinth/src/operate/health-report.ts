import { redact } from '../redact.ts'
import type { CheckResult } from './health-check.ts'
import { type HealthStatus, overallStatus, type Priority } from './health-status.ts'

/** What came of one check, as `/health` shows it. */
export interface CheckReport {
  readonly status: HealthStatus
  readonly message: string
  readonly priority: Priority
  /** When this was found; absent where nobody has looked yet. */
  readonly checked_at?: string
  /** Milliseconds that the check took. */
  readonly duration: number
  readonly metadata: Readonly<Record<string, unknown>>
  /** There when nobody has looked for two rounds, or not yet. */
  readonly stale?: true
}

/** How a server is, as `/health` shows it. */
export interface HealthReport {
  readonly status: HealthStatus
  readonly timestamp: string
  readonly service: string
  readonly version: string
  readonly transport: string
  readonly checks: Readonly<Record<string, CheckReport>>
  readonly summary: Readonly<Record<'total' | HealthStatus | 'stale', number>>
}

/** A check, and what it found when it last looked. */
export interface Finding {
  readonly name: string
  readonly priority: Priority
  readonly last?:
    | { readonly result: CheckResult; readonly durationMs: number; readonly at: number }
    | undefined
}

export interface ReportOptions {
  readonly service: string
  readonly version: string
  readonly transport: string
  /** Milliseconds since the Unix epoch. */
  readonly now: number
  /** Milliseconds beyond which what was found says nothing about now. */
  readonly staleMs: number
}

const PENDING: CheckResult = { status: 'degraded', message: 'Not checked yet' }

/** As it may be shown: without secrets, and plain enough for JSON. */
const shown = (facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const safe = redact(facts)
  return typeof safe === 'object' && safe !== null ? { ...safe } : {}
}

const checkReport = ({ priority, last }: Finding, { now, staleMs }: ReportOptions): CheckReport => {
  const { status, message = '', metadata = {} } = last?.result ?? PENDING
  const stale = !last || now - last.at > staleMs
  return {
    status,
    message: String(redact(message)),
    priority,
    ...(last ? { checked_at: new Date(last.at).toISOString() } : {}),
    duration: last?.durationMs ?? 0,
    metadata: shown(metadata),
    ...(stale ? { stale } : {}),
  }
}

export const healthReport = (findings: readonly Finding[], options: ReportOptions): HealthReport => {
  const { service, version, transport, now } = options
  const named = findings.map(finding => [finding.name, checkReport(finding, options)] as const)
  const checks = named.map(([, check]) => check)
  const count = (wanted: HealthStatus) => checks.filter(({ status }) => status === wanted).length
  return {
    status: overallStatus(checks.map(({ status, priority, stale = false }) => ({ status, priority, stale }))),
    timestamp: new Date(now).toISOString(),
    service,
    version,
    transport,
    checks: Object.fromEntries(named),
    summary: {
      total: checks.length,
      healthy: count('healthy'),
      degraded: count('degraded'),
      unhealthy: count('unhealthy'),
      stale: checks.filter(({ stale }) => stale).length,
    },
  }
}
