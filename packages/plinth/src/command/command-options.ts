import type { Clock } from '../clock.ts'
import type { Context } from '../define/context.ts'
import type { InputOf, Schema } from '../define/schema.ts'
import type { Arguments, ToolOptions } from '../define/tool.ts'
import type { Lookup, ResolvedTarget, TargetPolicy } from '../net/index.ts'
import type { Piece } from './argv.ts'
import type { Flags } from './flags.ts'
import type { FreeArguments, OperandSpec } from './free-arguments.ts'
import type { ResourceLimits } from './limits.ts'
import type { ProgramFinder } from './program.ts'
import type { Spawn } from './run-process.ts'
import type { SandboxMode } from './sandbox.ts'
import type { BreakerSettings, CommandSettingsUpdate } from './settings.ts'

/** What the pipeline has found out when it asks a tool for its arguments. */
export interface Checked {
  /** The target, checked, and a name resolved to the address that is to be used. Undefined where there is none. */
  readonly target: ResolvedTarget | undefined
  /** The free arguments (`extra_args`), checked against the tool's flags. */
  readonly free: FreeArguments
}

/** What a program printed, for `parse`. */
export interface RawOutput {
  readonly stdout: string
  readonly stderr: string
  readonly returncode: number
  readonly truncatedStdout: boolean
  readonly truncatedStderr: boolean
}

/** How far a run is, for `progress`. */
export interface Progress {
  readonly done: number
  readonly total?: number
  readonly message?: string
}

/** Which field of the input is the machine that a program is pointed at, and which machines are allowed. */
export interface TargetFieldOptions {
  /** The field of the input that names the target. Default `target`. */
  readonly field?: string
  /** Which targets are allowed. Default: private addresses and `*.lab.internal`. */
  readonly policy?: TargetPolicy
  /** Whether a network is accepted beside a single machine. Default false. */
  readonly cidr?: boolean
}

/** What one run of a program may use. */
export interface CommandLimits extends Partial<ResourceLimits> {
  /** Bytes of standard output that are kept. Default: the general setting. */
  readonly maxStdoutBytes?: number
  /** Bytes of standard error that are kept. Default: the general setting. */
  readonly maxStderrBytes?: number
}

/** Where a tool meets the machine; tests put their own in place. */
export interface CommandSystem {
  readonly clock?: Clock
  readonly programs?: ProgramFinder
  readonly spawn?: Spawn
  readonly killGroup?: (group: number, signal: NodeJS.Signals) => void
  readonly lookup?: Lookup
  /** A number from 0 to below 1. */
  readonly random?: () => number
}

/**
 * How a program is run.
 *
 * @typeParam Input what callers give, after its schema
 * @typeParam Parsed what `parse` makes of the output, before its schema
 */
export interface CommandPlan<Input, Parsed> {
  /** The program: its name on the search path, or an absolute path. */
  readonly command: string
  /** How the target is checked; `false` for a field that is called `target` and names no machine. */
  readonly target?: TargetFieldOptions | false
  /** The flags that callers may use in `extra_args`, which an input of your own needs then. Default: none. */
  readonly flags?: Flags
  /** Which other words `extra_args` may hold. Default: none. */
  readonly operands?: OperandSpec
  /** Changes the input before it is used: templates, defaults. Throw a ToolError to refuse it. */
  readonly prepare?: (input: Input, ctx: Context) => Input | Promise<Input>
  /**
   * The arguments of the program, each checked once more; see {@link literal} for text that strings may not hold.
   * Default: the free arguments, then the target.
   */
  readonly args?: (input: Input, checked: Checked) => readonly Piece[]
  /** What the program may use. Defaults: the general settings; processor time as long as the timeout, and 5 s. */
  readonly limits?: CommandLimits
  /** Seconds that a call may take where the caller does not say. Default: the general setting. */
  readonly timeoutSec?: number
  /** Calls that run at once. Default: the general setting. */
  readonly concurrency?: number
  /** Calls that may wait for their turn. Default 16. */
  readonly queue?: number
  /** When the circuit breaker opens. Default: the general settings. */
  readonly breaker?: Partial<BreakerSettings>
  /** The exit codes that mean success. Default `[0]`. */
  readonly okExitCodes?: readonly number[]
  /** Reads the output. Runs only when the program has succeeded. */
  readonly parse?: (raw: RawOutput, input: Input) => Parsed | Promise<Parsed>
  /**
   * Reads progress out of a line of standard output. Where lines tell nothing new for five seconds, callers are told that
   * the program is running. Default: the seconds that have passed, every five.
   */
  readonly progress?: (line: string, input: Input) => Progress | undefined
  /** Facts for operators, beside those that every command tool tells. */
  readonly info?: () => Readonly<Record<string, unknown>>
  /** What to do when the program is not installed, as a sentence. */
  readonly installHint?: string
  /** The working folder. Default `/`. */
  readonly cwd?: string
  /** Whether the program runs in a sandbox. Default: the general setting. */
  readonly sandbox?: SandboxMode
  /** General settings, where they shall differ from the defaults; `configure` changes them later. */
  readonly settings?: CommandSettingsUpdate
  readonly system?: CommandSystem
}

type Described<I extends Schema> = Omit<ToolOptions<I, undefined>, 'input' | 'output' | 'timeoutMs' | 'info'>

/** What `parse` gives to the schema of the data. */
export type ParsedFor<O extends Schema | undefined> = O extends Schema ? InputOf<O> : unknown

/** A command tool: how callers see it, and how its program is run. */
export interface CommandToolOptions<I extends Schema, O extends Schema | undefined>
  extends Described<I>,
    CommandPlan<Arguments<I>, ParsedFor<O>> {
  /** The name of the tool: 1 to 128 letters, digits, `_`, `-` or `.`. */
  readonly name: string
  /**
   * What callers give. Default: a target, `extra_args`, `timeout_sec` and `correlation_id`. An input of your own may
   * have fields of those names, with the same meaning.
   */
  readonly input?: I
  /** What `parse` gives: the `data` of the result. Default: anything. */
  readonly output?: O
}
