import type { TaskStatus } from '../define/task.ts'

/** A task as it is kept. What only its owner may know is opaque here, and encrypted where there is a key. */
export interface TaskRecord {
  readonly id: string
  /** A digest of who the task belongs to. */
  readonly owner: string
  readonly status: TaskStatus
  /** Whether it may be run again when its worker has died. */
  readonly repeatable: boolean
  readonly createdAt: number
  readonly updatedAt: number
  readonly expiresAt: number
  /** How often it was begun, but for what it asked or a server that stopped: above 1 when workers have died. */
  readonly attempt: number
  /** Who runs it: without one a task that is `working` waits for its turn. */
  readonly worker: string | undefined
  /** When its worker counts as dead, unless it says before that it lives. */
  readonly leaseUntil: number | undefined
  /** Changes with every change but messages and leases: who knows an old one cannot overwrite. */
  readonly version: number
  readonly message: string | undefined
  /** What is called, and by whom, and whether that failed: as much as lists and events tell. */
  readonly outline: string
  /** What is to be called, and for whom. */
  readonly input: string
  /** What the handler recorded and asks, and what was answered. */
  readonly progress: string
  readonly end: string | undefined
}

/** A task as lists have it: without what may be large. */
export type TaskSummary = Omit<TaskRecord, 'input' | 'progress' | 'end'>

/** How much may be kept. */
export interface TaskLimits {
  /** Tasks of one owner that have not ended. */
  readonly perOwner: number
  /** Tasks in all. */
  readonly total: number
  /** Bytes in all, as `size` counts them: with so many no further task is taken. */
  readonly bytes: number
}

/** How many tasks there are. */
export interface TaskTally {
  readonly queued: number
  readonly running: number
  /** For answers. */
  readonly waiting: number
  readonly completed: number
  readonly failed: number
  readonly cancelled: number
}

/** Where a task stands in lists. */
export type TaskPlace = Pick<TaskRecord, 'createdAt' | 'id'>

/** Which tasks a list has. */
export interface TaskQuery {
  /** Default: anybody's. */
  readonly owner?: string | undefined
  /** Default: any. */
  readonly status?: TaskStatus | undefined
  /** Only older ones than this. Default: from the newest on. */
  readonly before?: TaskPlace | undefined
  readonly limit: number
}

/** Some tasks. */
export interface TaskPage {
  readonly tasks: readonly TaskSummary[]
  /** Where to go on; undefined when there are no more. */
  readonly next: TaskPlace | undefined
}

/**
 * Keeps tasks. Changes are atomic and ordered, whichever process makes them; times are milliseconds since 1970, and those
 * of the caller.
 */
export interface TaskStore {
  /**
   * Keeps a new task, and resolves once it would survive.
   *
   * @returns which limit it would exceed; undefined when it is kept
   */
  add(task: TaskRecord, limits: TaskLimits): Promise<keyof TaskLimits | undefined>
  get(id: string): Promise<TaskRecord | undefined>
  /** Tasks, the newest first. A page may have fewer than asked for, and yet not be the last. */
  list(query: TaskQuery): Promise<TaskPage>
  /**
   * Changes a task, if it still has the version of the one that is given; it gets the next one.
   *
   * @returns the task as it is kept now; undefined when somebody else was faster
   */
  replace(task: TaskRecord): Promise<TaskRecord | undefined>
  /** Changes the message of a task while it has this version. May be lost with the machine's power. */
  note(id: string, version: number, message: string, now: number): Promise<void>
  /**
   * Takes the next task that waits for its turn. Owners take turns; the tasks of one go in their order.
   *
   * @returns the task with its worker, lease and attempt
   */
  claim(worker: string, leaseUntil: number, now: number): Promise<TaskRecord | undefined>
  /** Extends the leases of a worker, and names its tasks: what is missing was taken from it. */
  renew(worker: string, leaseUntil: number): Promise<readonly string[]>
  /** Tasks whose worker has not said in time that it lives. */
  lapsed(now: number, limit: number): Promise<readonly TaskRecord[]>
  /** Deletes tasks that have expired, at most so many, and names them. */
  expire(now: number, limit: number): Promise<readonly string[]>
  tally(): Promise<TaskTally>
  /** How much room the tasks take, in bytes. */
  size(): Promise<number>
  /** Hears of tasks that have changed, in every process where the store is shared. */
  watch(listener: (id: string) => void): () => void
  /** Called before a server starts, which fails with it: for a store that will not be of use later either. */
  open?(): Promise<void>
  close(): Promise<void>
}

/** A task that has not ended may yet do something. */
export const isOpen = ({ status }: Pick<TaskRecord, 'status'>): boolean =>
  status === 'working' || status === 'input_required'

export const isQueued = ({ status, worker }: TaskRecord): boolean =>
  status === 'working' && worker === undefined
