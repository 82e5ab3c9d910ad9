import type { Clock } from '../clock.ts'
import type { EventFacts, Events } from '../events.ts'
import type { Logger } from '../logger.ts'
import type { Contents } from './contents.ts'
import { isOpen, type TaskStore, type TaskSummary } from './store.ts'

export interface TellParts {
  readonly events: Events
  readonly contents: Contents
  readonly clock: Clock
  readonly log: Logger
}

/** Makes what tells of tasks. Costs next to nothing while nobody listens. */
export const createTell = ({ events, contents, clock, log }: TellParts) => {
  const emit = <T extends 'task.created' | 'task.status' | 'task.finished' | 'task.recovered'>(
    type: T,
    task: TaskSummary,
    facts: Omit<EventFacts[T], 'task' | 'tool'>,
  ): void => {
    if (!events.heard(type)) return
    try {
      const { erred: _, ...origin } = contents.outline(task)
      events.emit(type, { task: task.id, tool: origin.name, ...facts } as unknown as EventFacts[T], origin)
    } catch (error) {
      log.error('tasks.not_told', { message: 'A task could not be told of', task: task.id, error })
    }
  }

  return {
    created: (task: TaskSummary): void => emit('task.created', task, {}),
    /** How a task stands now. @param queuedMs how long it has waited for its turn, where it is begun */
    changed(task: TaskSummary, queuedMs?: number): void {
      const { status, attempt, worker, createdAt } = task
      if (status !== 'working' && status !== 'input_required') {
        emit('task.finished', task, { status, attempt, durationMs: clock.now() - createdAt })
        return
      }
      const waited = queuedMs === undefined ? {} : { queuedMs }
      emit('task.status', task, { status, running: worker !== undefined, attempt, ...waited })
    },
    recovered: (task: TaskSummary): void =>
      emit('task.recovered', task, { as: isOpen(task) ? 'queued' : 'failed' }),
    expired(count: number): void {
      if (count > 0) events.emit('task.expired', { count })
    },
  }
}

export type Tell = ReturnType<typeof createTell>

/**
 * Makes a store that tells of what this process does to tasks: so each change is told, and counted, once, however many
 * processes share the store. What follows from a change (a worker that takes what was added) is told after it.
 */
export const tellingStore = (store: TaskStore, tell: Tell, clock: Clock): TaskStore => {
  const held = new Map<string, (() => void)[]>()

  const first = async <T>(id: string, change: () => Promise<T>, told: (kept: T) => void): Promise<T> => {
    if (held.has(id)) {
      const kept = await change()
      told(kept)
      return kept
    }
    const later: (() => void)[] = []
    held.set(id, later)
    try {
      const kept = await change()
      told(kept)
      return kept
    } finally {
      held.delete(id)
      for (const one of later) one()
    }
  }

  return {
    ...store,
    add: (task, limits) =>
      first(
        task.id,
        () => store.add(task, limits),
        refused => refused ?? tell.created(task),
      ),
    replace: task =>
      first(
        task.id,
        () => store.replace(task),
        kept => kept && tell.changed(kept),
      ),
    async claim(worker, leaseUntil, now) {
      const task = await store.claim(worker, leaseUntil, now)
      if (!task) return undefined
      // Nothing has changed it since it began to wait.
      const told = () => tell.changed(task, clock.now() - task.updatedAt)
      const later = held.get(task.id)
      if (later) later.push(told)
      else told()
      return task
    },
    async expire(now, limit) {
      const gone = await store.expire(now, limit)
      tell.expired(gone.length)
      return gone
    },
  }
}
