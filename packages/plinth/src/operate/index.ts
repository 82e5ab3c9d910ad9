/**
 * Health, readiness, metrics, and the API for operators.
 *
 * @module plinth/operate
 */

export type { HttpExchange } from '../define/http-exchange.ts'
export type { Access, OperatorAccess } from './access.ts'
export { createOperatorApi, type OperatorApiOptions } from './api.ts'
export { type DelayHistogram, type EventLoopCheckOptions, eventLoopCheck } from './event-loop-check.ts'
export { createHealth, type Health, type HealthOptions, type HealthTiming } from './health.ts'
export type { CheckResult, HealthCheck } from './health-check.ts'
export type { CheckReport, HealthReport } from './health-report.ts'
export { type CheckState, type HealthStatus, overallStatus, type Priority } from './health-status.ts'
export type { Blocked } from './loop-watch.ts'
export type { Family, Instrument } from './metric-families.ts'
export { createMetrics, type Gateway, type Metrics, type MetricsOptions } from './metrics.ts'
export type { MetricsReport, ToolMetrics } from './metrics-report.ts'
export type { Operated, OperatorControls } from './operated.ts'
export { createReadiness, type Readiness, type ReadinessState } from './readiness.ts'
export type { ShownConfig } from './rest/deps.ts'
export type { LogLines } from './rest/log-lines.ts'
export type { Observed } from './served-tools.ts'
export {
  type Readings,
  type SystemCheck,
  type SystemCheckOptions,
  type SystemLimits,
  systemCheck,
} from './system-check.ts'
export { type Program, programsCheck } from './tool-checks.ts'
