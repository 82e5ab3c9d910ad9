import type { TaskStatus } from '../define/task.ts'
import type { TaskOutline, TaskViewer } from '../define/task-outline.ts'
import { createChange } from './change.ts'
import { createFollow } from './follow.ts'
import { ownerOf } from './owner.ts'
import type { TaskParts } from './parts.ts'
import type { TaskPlace, TaskSummary } from './store.ts'

/** Which tasks a list has, and of which part. */
export interface OutlineQuery {
  readonly status?: TaskStatus | undefined
  readonly before?: TaskPlace | undefined
  readonly limit: number
}

export interface OutlinePage {
  readonly tasks: readonly TaskOutline[]
  readonly next: TaskPlace | undefined
}

/** What is seen of tasks from beside the protocol: by those to whom they belong, and by operators. */
export interface TaskOverview {
  /** The tasks that somebody may see, the newest first. */
  list(viewer: TaskViewer, query: OutlineQuery): Promise<OutlinePage>
  /** One of them; undefined when there is none that this viewer may see. */
  look(viewer: TaskViewer, id: string): Promise<TaskOutline | undefined>
  /** Ends a task, whoever it belongs to, unless it has ended. False when there is none. */
  cancelAny(id: string): Promise<boolean>
  /**
   * Tells a principal of each change of its tasks, whichever process makes it.
   *
   * @returns a function that ends it
   */
  follow(
    owner: NonNullable<TaskViewer['caller']>['principal'],
    listener: (task: TaskOutline) => void,
  ): () => void
}

export const createOverview = (parts: TaskParts): TaskOverview => {
  const { store, settings, contents, changes, clock } = parts
  const change = createChange(parts)

  const outlineOf = (task: TaskSummary, { caller }: TaskViewer): TaskOutline => {
    const { name, principal, tenant, correlationId, erred = false } = contents.outline(task)
    const { id, status, worker, attempt, createdAt, updatedAt, expiresAt } = task
    const own = caller !== undefined && ownerOf(caller.principal) === task.owner
    return {
      id,
      tool: name,
      status,
      isError: erred,
      running: worker !== undefined,
      attempt,
      message: own ? contents.message(task) : undefined,
      createdAt,
      updatedAt,
      expiresAt,
      pollIntervalMs: settings.pollIntervalMs,
      principal,
      tenant,
      correlationId,
      own,
    }
  }

  const live = async (id: string) => {
    const task = await store.get(id)
    return task && task.expiresAt > clock.now() ? task : undefined
  }

  return {
    async list(viewer, query) {
      const { caller, operates } = viewer
      if (!operates && caller?.principal === undefined) return { tasks: [], next: undefined }
      const owner = operates ? undefined : ownerOf(caller?.principal)
      const { tasks, next } = await store.list({ ...query, owner })
      const now = clock.now()
      const alive = tasks.filter(({ expiresAt }) => expiresAt > now)
      return { tasks: alive.map(task => outlineOf(task, viewer)), next }
    },
    async look(viewer, id) {
      const task = await live(id)
      if (!task) return undefined
      const outline = outlineOf(task, viewer)
      return outline.own || viewer.operates ? outline : undefined
    },
    cancelAny: id => change(() => live(id), changes.cancelledIfOpen),
    follow: createFollow(parts, (task, principal) =>
      outlineOf(task, { caller: { principal }, operates: false }),
    ),
  }
}
