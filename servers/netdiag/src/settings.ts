import { type Config, type ConfigOf, int, list, number, type Range } from 'plinth/config'
import { netdiagMiddleware } from './middleware.ts'
import type { NetdiagOptions } from './server.ts'
import { TOOL_DEFAULTS, type ToolName, type ToolSettings } from './tool-settings.ts'

type Ranges = { readonly [name in keyof ToolSettings]: Range }

const RANGES: Ranges = {
  timeoutSec: [60, 3600],
  concurrency: [1, 5],
  breakerThreshold: [1, 10],
  breakerRecoverySec: [30, 600],
}
/** Questions to DNS are short and many. */
const DNS_RANGES: Ranges = { ...RANGES, timeoutSec: [5, 300], concurrency: [1, 10] }

const sectionOf = (tool: ToolName, ranges: Ranges = RANGES) => {
  const own: ToolSettings = TOOL_DEFAULTS[tool]
  return {
    timeoutSec: number({
      default: own.timeoutSec,
      range: ranges.timeoutSec,
      description: `Time that a call of ${tool} may take, in seconds`,
    }),
    concurrency: int({
      default: own.concurrency,
      range: ranges.concurrency,
      description: `Calls of ${tool} at once`,
    }),
    breakerThreshold: int({
      default: own.breakerThreshold,
      range: ranges.breakerThreshold,
      description: `Consecutive failures after which ${tool} is not called for a while`,
    }),
    breakerRecoverySec: number({
      default: own.breakerRecoverySec,
      range: ranges.breakerRecoverySec,
      description: `Time until ${tool} is tried again, in seconds`,
    }),
  }
}

/** The settings of this server, beside those of the platform. */
export const netdiagSettings = {
  targets: {
    allow: list({ description: 'Private networks that may be looked at; empty for all of them' }),
    labSuffixes: list({
      description: 'Names that may be looked at, with a leading dot for all below; empty for .lab.internal',
    }),
  },
  nmap: sectionOf('nmap'),
  traceroute: sectionOf('traceroute'),
  ping: sectionOf('ping'),
  dnsLookup: sectionOf('dns_lookup', DNS_RANGES),
  tcpCheck: sectionOf('tcp_check'),
  tlsInspect: sectionOf('tls_inspect'),
  httpCheck: sectionOf('http_check'),
}

export type NetdiagConfig = Config & ConfigOf<typeof netdiagSettings>

const filled = (values: readonly string[]): readonly string[] | undefined =>
  values.length > 0 ? values : undefined

/** What the configuration says, as the server takes it. */
export function optionsFrom(config: NetdiagConfig): NetdiagOptions {
  const { command, tools, breaker, targets } = config
  const [allow, labSuffixes] = [filled(targets.allow), filled(targets.labSuffixes)]
  return {
    ...(allow && { allow }),
    ...(labSuffixes && { labSuffixes }),
    allowIntrusive: config.security.allowIntrusive,
    around: netdiagMiddleware(config),
    tools: {
      nmap: config.nmap,
      traceroute: config.traceroute,
      ping: config.ping,
      dns_lookup: config.dnsLookup,
      tcp_check: config.tcpCheck,
      tls_inspect: config.tlsInspect,
      http_check: config.httpCheck,
    },
    commands: {
      maxArgsBytes: command.maxArgsLen,
      maxStdoutBytes: command.maxStdoutBytes,
      maxStderrBytes: command.maxStderrBytes,
      maxMemoryMb: command.maxMemoryMb,
      maxFileDescriptors: command.maxFileDescriptors,
      defaultTimeoutSec: tools.defaultTimeoutSec,
      maxTimeoutSec: tools.maxTimeoutSec,
      breaker: {
        growth: breaker.growth,
        maxRecoverySec: breaker.maxRecoverySec,
        jitter: breaker.jitter,
        successesToClose: breaker.successesToClose,
      },
    },
  }
}
