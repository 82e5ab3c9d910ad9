import type { TaskParts } from './parts.ts'
import type { TaskRecord } from './store.ts'

/** How often a change is tried while others change the same task. */
const MAX_TRIES = 20

/**
 * Makes what changes a task that others may change too.
 *
 * @returns whether there is one; one that `next` leaves alone is
 */
export const createChange =
  ({ store }: Pick<TaskParts, 'store'>) =>
  async (
    find: () => Promise<TaskRecord | undefined>,
    next: (task: TaskRecord) => TaskRecord | undefined,
  ): Promise<boolean> => {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const task = await find()
      if (!task) return false
      const changed = next(task)
      if (!changed || (await store.replace(changed))) return true
    }
    throw new Error(`A task was changed by others ${MAX_TRIES} times while it was to be changed`)
  }
