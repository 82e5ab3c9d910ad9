import { z } from 'zod'
import type { Guards } from './guards.ts'
import type { FindMachine } from './targets.ts'
import type { ToolName, ToolSettings } from './tool-settings.ts'

/** What the tools of this server share. */
export interface Kit {
  readonly findMachine: FindMachine
  readonly toolSettings: Readonly<Record<ToolName, ToolSettings>>
  /** Concurrency limit and breaker of a tool. */
  readonly guards: (tool: ToolName) => Guards
}

/** The argument that names a machine. */
export const targetInput = z
  .string()
  .min(1)
  .max(253)
  .describe('One machine: a private or loopback address (10.0.0.5, fd00::5), or a lab name (db.lab.internal)')

const OUT_OF_RANGE = 'is out of range (1-65535)'

export const portInput = z.int().min(1, OUT_OF_RANGE).max(65_535, OUT_OF_RANGE)

/** Hints for a tool that only looks, at machines of one's own network. */
export const LOOKS_AT_NETWORK = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: true,
} as const

/** Hints for a tool that only looks, at this machine. */
export const LOOKS_AT_THIS_MACHINE = { ...LOOKS_AT_NETWORK, openWorldHint: false } as const

/** The limits of a tool that runs no program, for its declaration; and for operators to see. */
export function limitsOf(kit: Kit, tool: ToolName) {
  const { timeoutSec, concurrency } = kit.toolSettings[tool]
  const { use, info } = kit.guards(tool)
  return {
    timeoutMs: timeoutSec * 1000,
    use,
    info: () => ({ timeout_sec: timeoutSec, concurrency, ...info() }),
  }
}
