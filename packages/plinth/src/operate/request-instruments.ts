import type PromClient from 'prom-client'
import type { Registry } from 'prom-client'
import type { Open } from './open.ts'
import { durations, tally } from './series.ts'

/** As the conventions advise for `mcp.server.operation.duration`, in seconds. */
const OPERATION_BUCKETS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]

/** The instruments around requests: those of the protocol, what turned them away, and HTTP. */
export const requestInstruments = (
  { Counter, Gauge, Histogram }: Pick<typeof PromClient, 'Counter' | 'Gauge' | 'Histogram'>,
  { registry, buckets, open }: { registry: Registry; buckets: number[]; open: (() => Open) | undefined },
) => {
  const registers = [registry]
  const counter = <T extends string>(name: string, help: string, labelNames: T[]) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = (name: string, help: string, read: (now: Open) => number) =>
    open &&
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read(open()))
      },
    })
  gauge('http_server_active_requests', 'HTTP requests that are being answered', now => now.requests)
  gauge('mcp_sessions_open', 'Sessions of the older revisions', now => now.sessions)
  gauge(
    'mcp_streams_open',
    'Streams that stay open: subscriptions, and those of sessions',
    now => now.streams,
  )
  return {
    requests: tally(registry, 'counter', {
      name: 'mcp_requests_total',
      help: 'Requests of clients that have ended',
      labelNames: ['method', 'status'],
    }),
    requestDurations: durations(registry, {
      name: 'mcp_request_duration_seconds',
      help: 'How long requests of clients took',
      labelNames: ['method'],
      buckets,
    }),
    /** OpenTelemetry's own, in the form in which Prometheus holds it; made where traces are wanted. */
    operationDurations: () =>
      new Histogram({
        name: 'mcp_server_operation_duration_seconds',
        help: 'How long requests of clients took, by the semantic conventions of OpenTelemetry',
        labelNames: [
          'mcp_method_name',
          'mcp_protocol_version',
          'network_transport',
          'gen_ai_operation_name',
          'gen_ai_tool_name',
          'gen_ai_prompt_name',
          'error_type',
          'rpc_response_status_code',
        ],
        buckets: OPERATION_BUCKETS,
        registers,
      }),
    rateLimited: counter('mcp_rate_limit_refused_total', 'Requests that a limit turned away', [
      'tool',
      'limit',
    ]),
    cached: counter('mcp_cache_requests_total', 'Requests that a cache was asked for: hit or miss', [
      'tool',
      'result',
    ]),
    retries: counter('mcp_retries_total', 'Further attempts after a failure', ['tool', 'code']),
    breakerChanges: counter('mcp_circuit_breaker_changes_total', 'Changes of circuit breakers', [
      'tool',
      'to',
    ]),
    authFailures: counter('mcp_auth_failures_total', 'Requests whose caller could not be known', ['reason']),
    accessDenied: counter('mcp_access_denied_total', 'Requests of callers who lacked a permission', ['tool']),
    securityRefused: counter('mcp_security_refused_total', 'Refusals to touch something outside', ['what']),
    httpRequests: tally(registry, 'counter', {
      name: 'http_server_requests_total',
      help: 'HTTP requests that were answered',
      labelNames: ['route', 'method', 'status'],
    }),
    httpDurations: durations(registry, {
      name: 'http_server_request_duration_seconds',
      help: 'How long HTTP requests took until their answer was sent; without streams that stay open',
      labelNames: ['route', 'method'],
      buckets,
    }),
  }
}
