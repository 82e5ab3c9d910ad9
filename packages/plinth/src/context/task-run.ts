import type { Flow } from './interview.ts'

/** A run of a handler in the background: what earlier runs recorded, and the answers that came since. */
export interface TaskRun {
  readonly flow: Flow
  readonly responses: Readonly<Record<string, unknown>>
  /** Takes what the next run has to begin with, when the handler asks. */
  keep(flow: Flow): void
}
