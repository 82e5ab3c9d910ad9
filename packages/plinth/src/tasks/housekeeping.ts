import { diedTooOften, workerDied } from './ends.ts'
import type { TaskParts } from './parts.ts'
import type { TaskRecord } from './store.ts'

/** How many tasks are looked after at once, so that requests are not kept waiting. */
const PORTION = 200

/** Makes what becomes of a task whose worker died. */
const afterDeath = ({ changes, settings }: TaskParts, task: TaskRecord): TaskRecord => {
  if (!task.repeatable) return changes.ended(task, workerDied)
  return task.attempt < settings.maxAttempts
    ? changes.queued(task)
    : changes.ended(task, diedTooOften(task.attempt))
}

/** Finds tasks whose worker had died by now, and deletes those that have expired. */
export const keepHouse = async (parts: TaskParts, now: number): Promise<void> => {
  const { store, tell, log } = parts
  for (const task of await store.lapsed(now, PORTION)) {
    const kept = await store.replace(afterDeath(parts, task))
    if (!kept) continue
    log.warning('tasks.worker_died', {
      message: 'The worker of a task died',
      task: task.id,
      status: kept.status,
    })
    tell.recovered(kept)
  }
  await store.expire(now, PORTION)
}
