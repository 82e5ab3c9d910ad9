/**
 * `commandTool`: programs as tools.
 *
 * @module plinth/command
 */

export {
  type Address,
  type CheckOptions,
  type Family,
  type Lookup,
  PRIVATE_NETWORKS,
  type ResolvedTarget,
  type ResolveOptions,
  resolveTarget,
  type Target,
  TargetError,
  type TargetErrorOptions,
  type TargetPolicy,
  type TargetPolicyOptions,
  type TargetRule,
  targetPolicy,
} from '../net/index.ts'
export { ArgumentError, type ArgumentErrorOptions, type ArgumentRule } from './argument-error.ts'
export { checkToken, checkValue, tokenize } from './arguments.ts'
export { type Literal, literal, type Piece } from './argv.ts'
export type {
  Checked,
  CommandLimits,
  CommandPlan,
  CommandSystem,
  CommandToolOptions,
  Progress,
  RawOutput,
  TargetFieldOptions,
} from './command-options.ts'
export { type CommandTool, commandTool } from './command-tool.ts'
export { type CommandControls, commandControlsOf } from './controls.ts'
export { type DefaultInput, defaultInput } from './default-input.ts'
export type { FlagValue } from './flag-value.ts'
export {
  type FlagAllowlist,
  type FlagForm,
  type FlagOptions,
  type FlagSpec,
  type Flags,
  flagAllowlist,
  type ValuedFlagOptions,
} from './flags.ts'
export { type FreeArguments, type OperandSpec, parseFreeArguments } from './free-arguments.ts'
export type { ResourceLimits } from './limits.ts'
export { type PortRange, parsePorts } from './ports.ts'
export { type ProgramFinder, type ProgramFinderOptions, programFinder } from './program.ts'
export type { CommandResult, FailedCommand } from './result.ts'
export type { Child, Spawn } from './run-process.ts'
export type { SandboxMode } from './sandbox.ts'
export {
  type BreakerSettings,
  type CommandSettings,
  type CommandSettingsUpdate,
  defaultCommandSettings,
} from './settings.ts'
