import type { CallContext } from '../context/call.ts'
import type { HttpExchange } from '../define/http-exchange.ts'
import type { Watcher } from '../dispatch/compose.ts'
import { type Ending, observing } from '../dispatch/observe.ts'
import type { Events } from '../events.ts'
import { addInstrument } from './add-instrument.ts'
import { callStatus } from './call-status.ts'
import { COUNTED, countEvent } from './count-event.ts'
import { countExchange } from './count-exchange.ts'
import { createInstruments } from './instruments.ts'
import { faultOf, knownMethod, operationOf, type WireCode } from './mcp-operation.ts'
import type { Family, Instrument } from './metric-families.ts'
import type { MetricsReport } from './metrics-report.ts'
import type { Open } from './open.ts'
import { readMetrics, readTotals } from './read-metrics.ts'
import type { TaskGauges } from './task-instruments.ts'
import type { ToolBreaker } from './tool-checks.ts'
import type { ToolTotals } from './traffic.ts'

/** Which metrics `createMetrics` makes, and where they are pushed. */
export interface MetricsOptions {
  /** The circuit breakers at the moment of the question. Default: none. */
  readonly breakers?: () => readonly ToolBreaker[]
  /** How many tools are told apart; the others share `(other)`. Default 1,000. */
  readonly maxTools?: number
  /** What is open at the moment of the question. Default: nobody knows. */
  readonly open?: () => Open
  /** Tasks at the moment of the question. Default: nobody knows. */
  readonly tasks?: () => TaskGauges | undefined
  /**
   * Keeps `mcp_server_operation_duration_seconds` too, which OpenTelemetry calls `mcp.server.operation.duration`, with
   * the codes that refusals are sent with. Default: not.
   */
  readonly operations?: WireCode | undefined
  /** Milliseconds of a clock that is never set back. Default `performance.now`. */
  readonly now?: () => number
}

/** A Pushgateway: something that keeps metrics for Prometheus. */
export interface Gateway {
  push(as: { readonly jobName: string; readonly groupings: Record<string, string> }): Promise<unknown>
}

/** Counts what a server does. */
export interface Metrics {
  /** Counts requests and executions: the outermost, so that each is counted once. */
  readonly middleware: Watcher
  /** The media type of `text`. */
  readonly contentType: string
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>
  report(): Promise<MetricsReport>
  /** What all tools did since the start, added up. */
  totals(): Promise<ToolTotals>
  /** All metrics as data. */
  families(): Promise<readonly Family[]>
  /**
   * Counts what events tell: limits, caches, retries, breakers, refusals.
   *
   * @returns ends it
   */
  listen(events: Events): () => void
  /** Counts an answered HTTP request. */
  exchange(exchange: HttpExchange): void
  /**
   * Serves an instrument of yours with the others.
   *
   * @throws TypeError when it is none, or there is a metric of that name
   */
  add(instrument: Instrument): void
  /** The Pushgateway at this URL, for these metrics. */
  gateway(url: string): Gateway
}

const OTHER = '(other)'
const PUSH_TIMEOUT_MS = 5_000

/** Makes of the words of OpenTelemetry names that Prometheus takes. */
const promLabels = (labels: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name.replaceAll('.', '_'), value]))

/**
 * Makes the metrics of a server. Labels hold names of tools that the server has, never what a caller sent.
 *
 * @throws Error when prom-client, an optional peer dependency, is not installed
 * @example
 * const metrics = await createMetrics()
 * server.runtime.watch(metrics.middleware)
 * const text = await metrics.text()
 * text.includes('mcp_tool_execution_total') // true
 */
export const createMetrics = async (options: MetricsOptions = {}): Promise<Metrics> => {
  const { breakers = () => [], maxTools = 1_000, now = () => performance.now(), operations } = options
  const instruments = await createInstruments(breakers, options.open, options.tasks)
  const { registry, client } = instruments
  const operationDurations = operations && instruments.operationDurations()
  const known = new Set<string>()
  const labelOf = (name: string): string => {
    if (!known.has(name) && known.size >= maxTools) return OTHER
    known.add(name)
    return name
  }

  /** What has not ended counts as a request, and not as an execution: one that asks comes again, a task goes on. */
  const countExecution = (tool: string, ending: Ending, seconds: number) => {
    const status = callStatus(ending)
    if (status === 'input_required' || status === 'task') return
    instruments.executions.add(1, tool, status)
    if (status === 'refused' || status === 'cancelled') return
    instruments.durations.observe(seconds, tool)
    if (status === 'timeout') instruments.timeouts.inc({ tool })
  }

  const countRequest = (ctx: CallContext, ending: Ending, seconds: number) => {
    const method = knownMethod(ctx.method)
    instruments.requests.add(1, method, callStatus(ending))
    instruments.requestDurations.observe(seconds, method)
  }

  const middleware: Watcher = observing<CallContext>(ctx => {
    const tool = ctx.component?.kind === 'tool' ? labelOf(ctx.component.name) : undefined
    const start = now()
    if (tool !== undefined) instruments.active.add(1, tool)
    return (ending, outcome) => {
      const seconds = (now() - start) / 1_000
      if (tool !== undefined) {
        ctx.afterHandler(() => instruments.active.add(-1, tool))
        countExecution(tool, ending, seconds)
      }
      if (ctx.depth > 0) return
      countRequest(ctx, ending, seconds)
      if (!operationDurations) return
      const labels = { ...operationOf(ctx), ...faultOf(ending, outcome, ctx, operations) }
      operationDurations.observe(promLabels(labels), seconds)
    }
  })

  return {
    middleware,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    report: () => readMetrics(instruments, options.tasks),
    totals: () => readTotals(instruments),
    families: async () => (await registry.getMetricsAsJSON()) as unknown as readonly Family[],
    listen: events => events.subscribe(event => countEvent(instruments, event, labelOf), COUNTED),
    exchange: exchange => countExchange(instruments, exchange),
    add: instrument => addInstrument(registry, instrument),
    gateway: url => {
      const gateway = new client.Pushgateway(url, { timeout: PUSH_TIMEOUT_MS }, registry)
      return { push: as => gateway.push(as) }
    },
  }
}
