import type { InputRequest, Refusal } from './outcome.ts'
import type { ToolResult } from './result.ts'
import type { TaskInfo } from './task.ts'

/** What a call that ran as a task came to. */
export type TaskEnd =
  | { readonly kind: 'result'; readonly result: ToolResult }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** A task with what its status brings: what it asks, or what it came to. */
export interface TaskView {
  readonly info: TaskInfo
  readonly requests?: Readonly<Record<string, InputRequest>>
  readonly end?: TaskEnd
}
