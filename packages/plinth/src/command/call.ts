import type { Context } from '../define/context.ts'
import type { CompiledSchema } from '../define/schema.ts'
import type { TargetPolicy } from '../net/index.ts'
import type { CallFields } from './call-fields.ts'
import type { CommandPlan } from './command-options.ts'
import type { Confinement } from './confinement.ts'
import type { CommandState } from './controls.ts'
import type { FlagAllowlist } from './flags.ts'
import type { Report } from './report.ts'

/** A command tool, with everything made ready that its calls have in common. */
export interface CompiledCommand<Input, Data> {
  readonly plan: CommandPlan<Input, unknown>
  readonly state: CommandState
  readonly flags: FlagAllowlist
  readonly confinement: Confinement
  /** The names of the fields that the input has. */
  readonly fields: ReadonlySet<string>
  /** Undefined when the tool has no target. */
  readonly target:
    | { readonly field: string; readonly policy: TargetPolicy; readonly cidr: boolean }
    | undefined
  /** Undefined when the tool declares no schema for its data. */
  readonly data: CompiledSchema<Data> | undefined
}

/** One call, checked as far as it can be without doing anything. */
export interface Call<Input, Data> {
  readonly tool: CompiledCommand<Input, Data>
  readonly input: Input
  readonly fields: CallFields
  readonly ctx: Context
  readonly report: Report
  readonly timeoutSec: number
  /** When the whole call has to be over, the wait for its turn included: milliseconds since the epoch. */
  readonly endsAt: number
}
