import { createListeners } from './listeners.ts'
import {
  isOpen,
  isQueued,
  type TaskPlace,
  type TaskRecord,
  type TaskStore,
  type TaskSummary,
} from './store.ts'

/** Where a new task stands: behind the owner's others, and before the later ones of owners that have more. */
const rankFor = (owner: string, all: readonly Ranked[]): number => {
  const queued = all.filter(({ task }) => isQueued(task)).map(({ rank }) => rank)
  const running = all.filter(({ task }) => isOpen(task) && task.worker !== undefined).map(({ rank }) => rank)
  const own = all.filter(({ task }) => isOpen(task) && task.owner === owner).map(({ rank }) => rank)
  const now = queued.length > 0 ? Math.min(...queued) - 1 : Math.max(0, ...running)
  return Math.max(now, ...own) + 1
}

/** The newest first, and of those of one moment the greatest id. */
const byAge = (a: TaskPlace, b: TaskPlace): number =>
  b.createdAt - a.createdAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)

const summaryOf = ({ input: _, progress: _p, end: _e, ...summary }: TaskRecord): TaskSummary => summary

const bytesOf = (task: TaskRecord): number => Buffer.byteLength(JSON.stringify(task))

interface Ranked {
  readonly task: TaskRecord
  readonly rank: number
}

/**
 * Keeps tasks in this process, with which they go: for tests, and where a restart may lose them.
 *
 * @example
 * const server = new Plinth({ name: 'reports', tasks: { store: memoryTasks() } })
 */
export const memoryTasks = (): TaskStore => {
  const tasks = new Map<string, Ranked>()
  const listeners = createListeners()
  const all = () => [...tasks.values()]
  let bytes = 0

  const drop = (id: string) => {
    const kept = tasks.get(id)
    if (kept) bytes -= bytesOf(kept.task)
    tasks.delete(id)
  }

  const put = (task: TaskRecord, rank: number): TaskRecord => {
    drop(task.id)
    tasks.set(task.id, { task, rank })
    bytes += bytesOf(task)
    listeners.tell(task.id)
    return task
  }

  return {
    async add(task, { perOwner, total, bytes: most }) {
      if (tasks.size >= total) return 'total'
      if (bytes >= most) return 'bytes'
      const open = all().filter(({ task: other }) => other.owner === task.owner && isOpen(other))
      if (open.length >= perOwner) return 'perOwner'
      put(task, rankFor(task.owner, all()))
      return undefined
    },
    async get(id) {
      return tasks.get(id)?.task
    },
    async list({ owner, status, before, limit }) {
      const found = all()
        .map(({ task }) => task)
        .filter(task => owner === undefined || task.owner === owner)
        .filter(task => status === undefined || task.status === status)
        .filter(task => before === undefined || byAge(before, task) < 0)
        .sort(byAge)
      const page = found.slice(0, limit).map(summaryOf)
      return { tasks: page, next: found.length > limit ? page.at(-1) : undefined }
    },
    async replace(task) {
      const kept = tasks.get(task.id)
      if (kept?.task.version !== task.version) return undefined
      return put({ ...task, version: task.version + 1 }, kept.rank)
    },
    async note(id, version, message, now) {
      const kept = tasks.get(id)
      if (kept?.task.version === version) put({ ...kept.task, message, updatedAt: now }, kept.rank)
    },
    async claim(worker, leaseUntil, now) {
      const next = all()
        .filter(({ task }) => isQueued(task) && task.expiresAt > now)
        .reduce<Ranked | undefined>((best, one) => (best && best.rank <= one.rank ? best : one), undefined)
      if (!next) return undefined
      const { task, rank } = next
      const { attempt, version } = task
      return put({ ...task, worker, leaseUntil, attempt: attempt + 1, version: version + 1 }, rank)
    },
    async renew(worker, leaseUntil) {
      const own = all().filter(({ task }) => task.worker === worker)
      for (const { task, rank } of own) {
        drop(task.id)
        const renewed = { ...task, leaseUntil }
        tasks.set(task.id, { task: renewed, rank })
        bytes += bytesOf(renewed)
      }
      return own.map(({ task }) => task.id)
    },
    async lapsed(now, limit) {
      return all()
        .map(({ task }) => task)
        .filter(({ leaseUntil }) => leaseUntil !== undefined && leaseUntil <= now)
        .slice(0, limit)
    },
    async expire(now, limit) {
      const gone = all()
        .filter(({ task }) => task.expiresAt <= now)
        .slice(0, limit)
        .map(({ task }) => task.id)
      for (const id of gone) drop(id)
      for (const id of gone) listeners.tell(id)
      return gone
    },
    async tally() {
      const kept = all().map(({ task }) => task)
      const open = kept.filter(isOpen)
      return {
        queued: open.filter(isQueued).length,
        running: open.filter(({ worker }) => worker !== undefined).length,
        waiting: open.filter(({ status }) => status === 'input_required').length,
        completed: kept.filter(({ status }) => status === 'completed').length,
        failed: kept.filter(({ status }) => status === 'failed').length,
        cancelled: kept.filter(({ status }) => status === 'cancelled').length,
      }
    },
    size: async () => bytes,
    watch: listener => listeners.add(listener),
    async close() {
      tasks.clear()
    },
  }
}
