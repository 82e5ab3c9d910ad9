import type { Clock } from '../clock.ts'
import type { Outcome } from '../define/outcome.ts'
import type { DispatchRequest } from '../dispatch/request.ts'
import type { Logger } from '../logger.ts'
import type { Changes } from './changes.ts'
import type { Contents } from './contents.ts'
import type { TaskSettings } from './options.ts'
import type { TaskStore } from './store.ts'
import type { Tell } from './tell.ts'

/** What the parts of this room share. */
export interface TaskParts {
  readonly store: TaskStore
  readonly settings: TaskSettings
  readonly contents: Contents
  readonly changes: Changes
  readonly tell: Tell
  readonly clock: Clock
  readonly log: Logger
  readonly dispatch: (request: DispatchRequest) => Promise<Outcome>
}
