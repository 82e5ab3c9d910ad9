import type { Filter } from '../catalogue/filter.ts'
import type { CommandSettingsUpdate } from '../command/settings.ts'
import type { UnknownArguments } from '../define/unknown-arguments.ts'
import type { Logger } from '../logger.ts'
import type { TasksOptions } from '../tasks/options.ts'
import type { TaskStore } from '../tasks/store.ts'

/** What is said of tasks after a server was declared. */
export interface GivenTasks extends TasksOptions {
  /** Where tasks are kept, whatever the code says. */
  readonly storeInstead?: TaskStore
}

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
  readonly tasks?: GivenTasks
  /** General settings of command tools. */
  readonly command?: CommandSettingsUpdate
}
