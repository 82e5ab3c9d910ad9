import type { Config } from '../config/index.ts'
import type { Refusal } from '../define/outcome.ts'
import { toWireRefusal } from '../lanes/wire-refusal.ts'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../operate/metrics.ts'
import type { Tracing } from '../operate/tracing.ts'
import type { Runtime } from './runtime.ts'

const SECOND = 1_000
const MODERN = '2026-07-28'

/** The code that a client of this revision gets for a refusal. */
export const wireCodeOf = (refusal: Refusal, protocolVersion: string): number =>
  toWireRefusal(refusal, protocolVersion >= MODERN).code

/** Begins to trace, where that is switched on. No package of OpenTelemetry is loaded else. */
export const startTracing = async (
  runtime: Runtime,
  { features, tracing: { otlpUrl }, metrics: { intervalSec } }: Config,
  { log, metrics }: { log: Logger; metrics: Metrics | undefined },
): Promise<Tracing | undefined> => {
  if (!features.tracing) return undefined
  const { name, version } = runtime.host.info
  const { createTracing } = await import('../operate/tracing.ts')
  try {
    const tracing = await createTracing({
      service: name,
      version,
      url: otlpUrl,
      wireCode: wireCodeOf,
      metrics: metrics && (() => metrics.families()),
      intervalMs: intervalSec * SECOND,
      log,
    })
    runtime.watch(tracing.middleware)
    runtime.annotateLog(tracing.fields)
    runtime.traceBy(tracing.active)
    return tracing
  } catch (error) {
    log.warning('tracing.unavailable', { message: error instanceof Error ? error.message : String(error) })
    return undefined
  }
}
