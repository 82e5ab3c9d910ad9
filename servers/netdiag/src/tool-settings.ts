/** What an operator may set for each tool. */
export interface ToolSettings {
  /** Seconds that a call may take. */
  readonly timeoutSec: number
  /** Calls that run at once. */
  readonly concurrency: number
  /** Consecutive failures after which the tool is not called for a while. */
  readonly breakerThreshold: number
  /** Seconds until it is tried again. */
  readonly breakerRecoverySec: number
}

const GENERAL: ToolSettings = { timeoutSec: 300, concurrency: 2, breakerThreshold: 5, breakerRecoverySec: 60 }

/** Each tool's own defaults, which win over the general ones. */
export const TOOL_DEFAULTS = {
  nmap: { ...GENERAL, timeoutSec: 600, concurrency: 1, breakerRecoverySec: 120 },
  traceroute: GENERAL,
  ping: { ...GENERAL, timeoutSec: 120, concurrency: 5 },
  dns_lookup: { ...GENERAL, timeoutSec: 60, concurrency: 10 },
  tcp_check: { ...GENERAL, timeoutSec: 120, concurrency: 5 },
  tls_inspect: { ...GENERAL, timeoutSec: 120, concurrency: 5 },
  http_check: { ...GENERAL, timeoutSec: 120, concurrency: 5 },
} as const satisfies Readonly<Record<string, ToolSettings>>

export type ToolName = keyof typeof TOOL_DEFAULTS
