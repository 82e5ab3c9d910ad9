import type { Filter } from '../catalogue/filter.ts'
import type { CommandSettingsUpdate } from '../command/settings.ts'
import type { UnknownArguments } from '../define/unknown-arguments.ts'
import type { Logger } from '../logger.ts'
import type { TasksOptions } from '../tasks/options.ts'

/** What the configuration may change after a server was declared. */
export interface Adjustments {
  readonly log?: Logger
  readonly filter?: Filter
  readonly unknownArguments?: UnknownArguments
  readonly stateKeys?: readonly string[]
  readonly maskErrors?: boolean
  readonly defaultTimeoutMs?: number
  readonly maxTimeoutMs?: number
  /** How tasks are kept and carried out; only before the server starts. */
  readonly tasks?: TasksOptions
  /** General settings of command tools. */
  readonly command?: CommandSettingsUpdate
}
