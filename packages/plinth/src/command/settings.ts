import type { BreakerSettings } from '../middleware/breaker-options.ts'
import type { SandboxMode } from './sandbox.ts'

export type { BreakerSettings } from '../middleware/breaker-options.ts'

/** What holds for every command tool that does not say otherwise, and what none may exceed. */
export interface CommandSettings {
  /** Bytes of free arguments, all together. Default 2048. */
  readonly maxArgsBytes: number
  /** Bytes of standard output that are kept. Default 1 MiB. */
  readonly maxStdoutBytes: number
  /** Bytes of standard error that are kept. Default 256 KiB. */
  readonly maxStderrBytes: number
  /** Megabytes of address space for each process. Default 512. */
  readonly maxMemoryMb: number
  /** Open files for each process. Default 256. */
  readonly maxFileDescriptors: number
  /** Seconds that a call may take. Default 300. */
  readonly defaultTimeoutSec: number
  /** Seconds that no call may exceed, whatever its tool or its caller say. Default 3600. */
  readonly maxTimeoutSec: number
  /** Calls of one tool that run at once. Default 2. */
  readonly defaultConcurrency: number
  readonly breaker: BreakerSettings
  /** Default `off`. */
  readonly sandbox: SandboxMode
}

/** Settings with only what shall differ from before. */
export type CommandSettingsUpdate = Partial<Omit<CommandSettings, 'breaker'>> & {
  readonly breaker?: Partial<BreakerSettings>
}

/** What holds for tools around programs where neither the configuration nor the tool says otherwise. */
export const defaultCommandSettings: CommandSettings = Object.freeze({
  maxArgsBytes: 2_048,
  maxStdoutBytes: 1_048_576,
  maxStderrBytes: 262_144,
  maxMemoryMb: 512,
  maxFileDescriptors: 256,
  defaultTimeoutSec: 300,
  maxTimeoutSec: 3_600,
  defaultConcurrency: 2,
  breaker: Object.freeze({
    threshold: 5,
    recoverySec: 60,
    growth: 1.5,
    maxRecoverySec: 300,
    jitter: 0.1,
    successesToClose: 1,
  }),
  sandbox: 'off',
})

export const updateSettings = (settings: CommandSettings, update: CommandSettingsUpdate): CommandSettings =>
  Object.freeze({ ...settings, ...update, breaker: { ...settings.breaker, ...update.breaker } })
