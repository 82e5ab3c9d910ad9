import type { Clock } from '../clock.ts'
import type { TaskService } from '../dispatch/task-service.ts'
import type { Events } from '../events.ts'
import type { Logger } from '../logger.ts'
import { createChanges } from './changes.ts'
import { createCodec } from './codec.ts'
import { createContents } from './contents.ts'
import { keepHouse } from './housekeeping.ts'
import { type TasksOptions, taskSettings } from './options.ts'
import { createOverview, type TaskOverview } from './overview.ts'
import type { TaskParts } from './parts.ts'
import { createTaskService } from './service.ts'
import type { TaskTally } from './store.ts'
import { createTell, tellingStore } from './tell.ts'
import { createWorker } from './worker.ts'

/** The tasks of a server: what callers do with them, and what carries them out. */
export interface Tasks extends TaskService, TaskOverview {
  /** How many tasks this process runs now, and as many it may. */
  readonly active: number
  readonly concurrency: number
  /** Begins to carry out what waits, also what earlier processes left. */
  start(): void
  /** How many tasks there are; `running` counts those of every process. */
  tally(): Promise<TaskTally>
  /** How much room they take, in bytes. */
  size(): Promise<number>
  /** How much may be kept: tasks, and bytes. */
  readonly limits: { readonly tasks: number; readonly bytes: number }
  /** Takes no more tasks from the queue. */
  stop(): void
  /** Resolves when this process runs no task. */
  idle(): Promise<void>
  /** Ends what still runs: the next process goes on with what may be run twice, the rest has failed. */
  giveBack(): Promise<void>
  /** Stops everything, and closes the store. */
  close(): Promise<void>
}

export interface EngineParts {
  readonly clock: Clock
  readonly log: Logger
  readonly events: Events
  readonly dispatch: TaskParts['dispatch']
}

/** A worker says three times within its lease that it lives. */
const TICKS_PER_LEASE = 3

/**
 * Puts tasks together. It starts by itself with the first task, and before that when it is told to.
 *
 * @throws TypeError when an option makes no sense
 */
export const createTasks = (options: TasksOptions, { clock, log, events, dispatch }: EngineParts): Tasks => {
  const settings = taskSettings(options)
  const contents = createContents(createCodec(settings.keys, clock))
  const changes = createChanges(contents, settings, clock)
  const tell = createTell({ events, contents, clock, log })
  const store = tellingStore(settings.store, tell, clock)
  const parts: TaskParts = { store, settings, contents, changes, tell, clock, log, dispatch }
  const worker = createWorker(parts)
  let cancelTimer: (() => void) | undefined
  let isClosed = false

  const tick = async () => {
    try {
      // In this order, and as of one moment: whoever lives takes nothing from itself, however long it was kept from
      // saying so, and wherever it was kept.
      const now = clock.now()
      await worker.renew()
      await keepHouse(parts, now)
    } catch (error) {
      log.error('tasks.housekeeping_failed', { error })
    }
    if (isClosed) return
    worker.fill()
    cancelTimer = clock.after(Math.ceil(settings.leaseMs / TICKS_PER_LEASE), () => void tick())
  }

  const start = () => {
    if (cancelTimer || isClosed) return
    cancelTimer = () => {}
    worker.start()
    void tick()
  }
  const service = createTaskService(parts)

  return {
    ...service,
    ...createOverview(parts),
    get active() {
      return worker.running
    },
    concurrency: settings.concurrency,
    limits: { tasks: settings.maxTasks, bytes: settings.maxBytes },
    create(...call) {
      start()
      return service.create(...call)
    },
    start,
    tally: () => store.tally(),
    size: () => store.size(),
    stop: () => worker.stop(),
    idle: () => worker.idle(),
    giveBack: () => worker.giveBack(),
    async close() {
      if (isClosed) return
      isClosed = true
      cancelTimer?.()
      await worker.giveBack()
      worker.close()
      await store.close()
    },
  }
}
