import type { Open } from './open.ts'
import { requestInstruments } from './request-instruments.ts'
import { durations, tally } from './series.ts'
import { type TaskGauges, taskInstruments } from './task-instruments.ts'
import type { ToolBreaker } from './tool-checks.ts'

const load = async () => {
  try {
    return await import('prom-client')
  } catch (error) {
    throw new Error(
      'Metrics need the package prom-client, which is not installed: run "npm install prom-client", or set ' +
        'MCP_ENABLE_METRICS=false',
      { cause: error },
    )
  }
}

/** Seconds: from answers out of memory to long scans. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3_600]

const STATES = ['closed', 'half_open', 'open'] as const

/**
 * Makes the instruments of a server, with a registry of their own.
 *
 * @throws Error when prom-client is not installed
 */
export const createInstruments = async (
  breakers: () => readonly ToolBreaker[],
  open?: () => Open,
  tasks?: () => TaskGauges | undefined,
) => {
  const client = await load()
  const { collectDefaultMetrics, Counter, Gauge, Registry } = client
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'mcp_circuit_breaker_state',
    help: 'State of the circuit breaker of a tool: 1 for the state that it is in',
    labelNames: ['tool', 'state'],
    registers,
    collect() {
      this.reset()
      for (const { tool, state } of breakers())
        for (const each of STATES) this.set({ tool, state: each }, each === state ? 1 : 0)
    },
  })
  return {
    client,
    registry,
    executions: tally(registry, 'counter', {
      name: 'mcp_tool_execution_total',
      help: 'Calls of a tool that have ended: success, error, timeout, refused or cancelled',
      labelNames: ['tool', 'status'],
    }),
    durations: durations(registry, {
      name: 'mcp_tool_execution_duration_seconds',
      help: 'How long calls took that came to a result, good or failed',
      labelNames: ['tool'],
      buckets: BUCKETS,
    }),
    active: tally(registry, 'gauge', {
      name: 'mcp_tool_active_executions',
      help: 'Calls under way',
      labelNames: ['tool'],
    }),
    timeouts: new Counter({
      name: 'mcp_tool_timeouts_total',
      help: 'Calls that failed because their time was up',
      labelNames: ['tool'],
      registers,
    }),
    ...requestInstruments(client, { registry, buckets: BUCKETS, open }),
    ...taskInstruments(client, { registry, tasks }),
  }
}

export type Instruments = Awaited<ReturnType<typeof createInstruments>>
