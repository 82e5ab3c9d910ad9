import type { Principal } from '../define/context.ts'
import type { TaskOutline } from '../define/task-outline.ts'
import { ownerOf } from './owner.ts'
import type { TaskParts } from './parts.ts'
import type { TaskSummary } from './store.ts'

interface Follower {
  readonly owner: string
  readonly principal: Principal | undefined
  readonly listener: (task: TaskOutline) => void
}

/** Makes what tells principals of their tasks. The store is asked once for each change, however many follow. */
export const createFollow = (
  { store, log }: Pick<TaskParts, 'store' | 'log'>,
  outlineOf: (task: TaskSummary, principal: Principal | undefined) => TaskOutline,
) => {
  const followers = new Set<Follower>()
  /** Tasks that have changed and were not looked at since. */
  const stale = new Set<string>()
  let isTelling = false
  let unwatch: (() => void) | undefined

  const tellOf = async (id: string) => {
    const task = await store.get(id)
    if (!task) return
    for (const { owner, principal, listener } of [...followers])
      if (owner === task.owner) listener(outlineOf(task, principal))
  }

  const tell = async () => {
    if (isTelling) return
    isTelling = true
    for (const id of stale) {
      stale.delete(id)
      await tellOf(id).catch(error => log.error('tasks.follow_failed', { task: id, error }))
    }
    isTelling = false
  }

  return (principal: Principal | undefined, listener: (task: TaskOutline) => void): (() => void) => {
    const follower = { owner: ownerOf(principal), principal, listener }
    followers.add(follower)
    unwatch ??= store.watch(id => {
      stale.add(id)
      void tell()
    })
    return () => {
      if (!followers.delete(follower) || followers.size > 0) return
      unwatch?.()
      unwatch = undefined
      stale.clear()
    }
  }
}
