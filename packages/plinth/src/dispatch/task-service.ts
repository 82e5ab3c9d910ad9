import type { CallContext } from '../context/call.ts'
import type { Flow } from '../context/interview.ts'
import type { Principal } from '../define/context.ts'
import type { Outcome } from '../define/outcome.ts'
import type { TaskView } from '../define/task-view.ts'

/** Who asks after a task: each sees only its own. */
export type TaskOwner = Principal | undefined

/** Carries out calls in the background, and tells of them. What belongs to somebody else does not exist. */
export interface TaskService {
  /** Milliseconds that a call may take in the background, where its tool does not say. */
  readonly timeoutMs: number
  /** The expected duration from which calls may become tasks of a tool that does not say, in milliseconds. */
  readonly fromMs: number
  /**
   * Makes a task of a call, and resolves once it can be asked after.
   *
   * @param flow what the call asked and recorded so far
   * @returns the task, or why there is room for none
   */
  create(ctx: CallContext, flow: Flow): Promise<Outcome>
  get(id: string, owner: TaskOwner): Promise<TaskView | undefined>
  /** Takes answers to what a task asks. False when there is no such task. */
  update(id: string, owner: TaskOwner, responses: Readonly<Record<string, unknown>>): Promise<boolean>
  /** Ends a task, unless it has ended. False when there is no such task. */
  cancel(id: string, owner: TaskOwner): Promise<boolean>
  /**
   * Tells how tasks stand, now and whenever that changes.
   *
   * @returns a function that ends the watch
   */
  watch(ids: readonly string[], owner: TaskOwner, listener: (view: TaskView) => void): () => void
}
