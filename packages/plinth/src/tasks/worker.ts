import { randomUUID } from 'node:crypto'
import { carryOut } from './carry-out.ts'
import { stoppedUnfinished } from './ends.ts'
import type { TaskParts } from './parts.ts'
import type { TaskRecord } from './store.ts'

/** After what time it is tried again to keep what a task came to, in milliseconds. */
const RETRY_MS = 1_000

/** A task that this process runs. */
interface Run {
  readonly task: TaskRecord
  readonly controller: AbortController
  /** Whether what comes of it concerns nobody: it was cancelled, taken over, or given back. */
  isDropped: boolean
}

/** Runs tasks in this process, as many at once as it may. */
export interface Worker {
  /** How many tasks it runs. */
  readonly running: number
  /** Hears from here on of tasks that change. */
  start(): void
  /** Takes tasks that wait for their turn, as far as there is room. */
  fill(): void
  /** Says that it lives, and ends what was taken from it. */
  renew(): Promise<void>
  /** Takes no more tasks. */
  stop(): void
  /** Resolves when it runs none. */
  idle(): Promise<void>
  /** Ends what it runs: the next process goes on with what may be run twice, the rest has failed. */
  giveBack(): Promise<void>
  close(): void
}

export const createWorker = (parts: TaskParts): Worker => {
  const { store, settings, changes, clock, log } = parts
  const name = randomUUID()
  const runs = new Map<string, Run>()
  const idlers = new Set<() => void>()
  let isClaiming = false
  let wantsMore = false
  let isStopped = false
  let unwatch = () => {}

  const leaseUntil = () => clock.now() + settings.leaseMs

  const drop = (run: Run, reason: string) => {
    if (run.isDropped) return
    run.isDropped = true
    run.controller.abort(new DOMException(reason, 'AbortError'))
  }

  /** What a task came to is not given up because its store cannot be reached for a while. */
  const keep = async (own: Run, next: TaskRecord) => {
    while (!own.isDropped)
      try {
        await store.replace(next)
        return
      } catch (error) {
        log.error('tasks.not_kept', { message: 'What a task came to is kept later', task: next.id, error })
        await new Promise<void>(resolve => clock.after(RETRY_MS, resolve))
      }
  }

  /** Gives up a task that was claimed and, because the answer to that got lost, never begun. */
  const release = async (id: string) => {
    const task = await store.get(id)
    if (task?.worker !== name) return
    log.warning('tasks.claim_lost', { message: 'A task that was claimed had not been begun', task: id })
    await store.replace({ ...changes.queued(task), attempt: task.attempt - 1 })
  }

  const run = async (task: TaskRecord) => {
    const controller = new AbortController()
    const own: Run = { task, controller, isDropped: false }
    runs.set(task.id, own)
    try {
      await keep(own, await carryOut(parts, task, controller.signal))
    } finally {
      // It may have been lost to another process and claimed again while its handler went on.
      if (runs.get(task.id) === own) runs.delete(task.id)
      if (runs.size === 0) {
        for (const resume of idlers) resume()
        idlers.clear()
      }
      fill()
    }
  }

  const claim = async () => {
    isClaiming = true
    try {
      do {
        wantsMore = false
        while (!isStopped && runs.size < settings.concurrency) {
          const task = await store.claim(name, leaseUntil(), clock.now())
          if (!task) break
          void run(task)
        }
      } while (wantsMore)
    } catch (error) {
      log.error('tasks.claim_failed', { error })
    } finally {
      isClaiming = false
    }
  }

  const fill = () => {
    if (isStopped || runs.size >= settings.concurrency) return
    if (isClaiming) wantsMore = true
    else void claim()
  }

  /** Somebody changed a task: where this process runs it, that was not its own doing. */
  const check = async (own: Run) => {
    const { id, version } = own.task
    const task = await store.get(id)
    if (task?.version !== version) drop(own, 'The task was cancelled')
  }

  const hear = (id: string) => {
    const own = runs.get(id)
    if (own && !own.isDropped) check(own).catch(error => log.error('tasks.check_failed', { task: id, error }))
    fill()
  }

  const giveBackOne = async (own: Run) => {
    const { task } = own
    drop(own, 'The server is shutting down')
    await store.replace(
      task.repeatable
        ? { ...changes.queued(task), attempt: task.attempt - 1 }
        : changes.ended(task, stoppedUnfinished),
    )
  }

  return {
    get running() {
      return runs.size
    },
    start() {
      unwatch = store.watch(hear)
    },
    fill,
    async renew() {
      const before = [...runs.values()]
      const held = new Set(await store.renew(name, leaseUntil()))
      for (const own of before) if (!held.has(own.task.id)) drop(own, 'The task was taken from this server')
      for (const id of held) if (!isClaiming && !runs.has(id)) await release(id)
    },
    stop() {
      isStopped = true
    },
    idle: () =>
      new Promise(resolve => {
        if (runs.size === 0) resolve()
        else idlers.add(resolve)
      }),
    async giveBack() {
      isStopped = true
      await Promise.all([...runs.values()].filter(({ isDropped }) => !isDropped).map(giveBackOne))
    },
    close: () => unwatch(),
  }
}
