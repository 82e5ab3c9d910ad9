import type { TaskView } from '../define/task-view.ts'
import type { TaskOwner, TaskService } from '../dispatch/task-service.ts'
import type { TaskParts } from './parts.ts'

type Find = (id: string, owner: TaskOwner) => Promise<TaskView | undefined>

/** Makes what tells how tasks stand: of each once at first, and then of every change, or of the last of several. */
export const createWatch =
  ({ store, log }: Pick<TaskParts, 'store' | 'log'>, find: Find): TaskService['watch'] =>
  (ids, owner, listener) => {
    const stale = new Set(ids)
    const watched = new Set(ids)
    let isTelling = false
    let isOver = false

    const tell = async () => {
      if (isTelling) return
      isTelling = true
      try {
        for (const id of stale) {
          stale.delete(id)
          const view = await find(id, owner)
          if (view && !isOver) listener(view)
        }
      } catch (error) {
        log.error('tasks.watch_failed', { error })
      } finally {
        isTelling = false
      }
    }

    const end = store.watch(id => {
      if (!watched.has(id)) return
      stale.add(id)
      void tell()
    })
    void tell()
    return () => {
      isOver = true
      end()
    }
  }
