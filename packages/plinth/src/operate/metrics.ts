import type { Middleware } from '../define/middleware.ts'
import { type Ending, observe } from '../middleware/observe.ts'
import { createInstruments } from './instruments.ts'
import type { MetricsReport } from './metrics-report.ts'
import { readMetrics } from './read-metrics.ts'
import type { ToolBreaker } from './tool-checks.ts'

export interface MetricsOptions {
  /** The circuit breakers at the moment of the question. Default: none. */
  readonly breakers?: () => readonly ToolBreaker[]
  /** How many tools are told apart; the others share `(other)`. Default 1,000. */
  readonly maxTools?: number
  /** Milliseconds of a clock that is never set back. Default `performance.now`. */
  readonly now?: () => number
}

/** Counts what tools do. */
export interface Metrics {
  /** Feeds the metrics: the outermost around `tools/call`, so that each execution is counted once. */
  readonly middleware: Middleware
  /** The media type of `text`. */
  readonly contentType: string
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>
  report(): Promise<MetricsReport>
}

const OTHER = '(other)'

type Status = 'success' | 'error' | 'timeout' | 'refused' | 'cancelled'

/** Undefined for what has not ended: a call that asked for input comes again, a task goes on by itself. */
const statusOf = ({ outcome, code }: Ending): Status | undefined => {
  switch (outcome) {
    case 'ok':
      return 'success'
    case 'failed':
      return code === 'TIMEOUT' ? 'timeout' : 'error'
    case 'refused':
    case 'cancelled':
      return outcome
    default:
      return undefined
  }
}

/**
 * Makes the metrics of a server. Labels hold names of tools that the server has, never what a caller sent.
 *
 * @throws Error when prom-client, an optional peer dependency, is not installed
 * @example
 * const metrics = await createMetrics()
 * server.use('tools/call', metrics.middleware)
 * await metrics.text() // mcp_tool_execution_total{tool="forecast",status="success"} 3 ...
 */
export const createMetrics = async (options: MetricsOptions = {}): Promise<Metrics> => {
  const { breakers = () => [], maxTools = 1_000, now = () => performance.now() } = options
  const instruments = await createInstruments(breakers)
  const { registry, executions, durations, active, timeouts } = instruments
  const known = new Set<string>()
  const labelOf = (name: string): string => {
    if (!known.has(name) && known.size >= maxTools) return OTHER
    known.add(name)
    return name
  }

  const middleware: Middleware = (ctx, next) => {
    if (ctx.method !== 'tools/call' || ctx.component?.kind !== 'tool') return next()
    const tool = labelOf(ctx.component.name)
    const start = now()
    active.inc({ tool })
    return observe(ctx, next, ending => {
      void ctx.handlerEnded().then(() => active.dec({ tool }))
      const status = statusOf(ending)
      if (!status) return
      executions.inc({ tool, status })
      if (status === 'refused' || status === 'cancelled') return
      durations.observe({ tool }, (now() - start) / 1_000)
      if (status === 'timeout') timeouts.inc({ tool })
    })
  }

  return {
    middleware,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    report: () => readMetrics(instruments),
  }
}
