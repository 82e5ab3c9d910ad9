import { bool, choice, int, number, optionalText, secret, text, url } from './kinds.ts'

const KIB = 1024
const MIB = 1024 * KIB

const percent = (what: string) =>
  number({
    default: 80,
    range: [1, 100],
    live: true,
    description: `${what} in use above which health is degraded, in %`,
  })

/** What operators see, and how the server starts and stops. */
export const operateSettings = {
  log: {
    level: choice(['debug', 'info', 'warning', 'error', 'critical'], {
      default: 'info',
      env: ['LOG_LEVEL'],
      live: true,
      aliases: { warn: 'warning', fatal: 'critical' },
      description: 'Least level that is logged',
    }),
    format: choice(['auto', 'json', 'pretty'], {
      default: 'auto',
      profiles: { staging: 'json', production: 'json' },
      description: 'Form of log lines on stderr; auto is pretty on a terminal and JSON elsewhere',
    }),
    payloads: bool({
      default: false,
      description: 'Logs arguments and results, secrets redacted',
    }),
    file: optionalText({ description: 'File to which log lines go besides stderr' }),
    fileMaxBytes: int({
      default: 10 * MIB,
      range: [KIB, 100 * MIB],
      description: 'Size at which the log file is put aside and begun anew, in bytes',
    }),
    fileBackups: int({ default: 5, range: [0, 100], description: 'Log files kept aside' }),
  },
  operator: {
    token: secret({
      minLength: 16,
      description:
        'Bearer token of operators: to change the server, and to read its configuration and events',
    }),
    scope: text({ default: 'operator', description: 'Scope that makes an operator of a caller' }),
    console: bool({
      default: true,
      profiles: { production: false },
      description: 'Serves the web console at /console; what it shows needs the credential of an operator',
    }),
    metrics: choice(['public', 'reader', 'operator'], {
      default: 'reader',
      description: 'Who may read the metrics: everybody, whoever may read the list of tools, or operators',
    }),
  },
  features: {
    caching: bool({
      default: false,
      env: ['MCP_ENABLE_CACHING'],
      description: 'Caches results of tools that allow it',
    }),
    metrics: bool({ default: true, env: ['MCP_ENABLE_METRICS'], description: 'Collects and serves metrics' }),
    tracing: bool({
      default: false,
      env: ['MCP_ENABLE_TRACING'],
      description: 'Records traces and exports them, and metrics with them, to an OTLP receiver',
    }),
  },
  health: {
    intervalSec: number({
      default: 30,
      range: [5, 300],
      live: true,
      description: 'Time between two rounds of health checks, in seconds',
    }),
    timeoutSec: number({
      default: 10,
      range: [1, 60],
      live: true,
      description: 'Time that one health check may take, in seconds',
    }),
    cpuPercent: percent('CPU'),
    memoryPercent: percent('Memory'),
    diskPercent: percent('Disk'),
  },
  metrics: {
    intervalSec: number({
      default: 30,
      range: [5, 300],
      description: 'Time between two pushes to a Pushgateway or an OTLP receiver, in seconds',
    }),
    pushUrl: url({ description: 'Pushgateway to which metrics are sent' }),
  },
  tracing: {
    otlpUrl: url({
      description:
        'Base URL of the OTLP receiver to which traces and metrics are sent; without it, the OTEL_ variables count',
    }),
  },
  shutdown: {
    delaySec: number({
      default: 0,
      range: [0, 300],
      description: 'Time between "not ready" and the end of accepting, so that balancers notice, in seconds',
    }),
    graceSec: number({
      default: 30,
      range: [0, 300],
      description: 'Time for calls in flight to finish before they are aborted, in seconds',
    }),
  },
}
