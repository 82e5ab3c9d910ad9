import type { Clock } from '../clock.ts'
import { failureIn } from '../define/outcome.ts'
import type { TaskEnd } from '../define/task-view.ts'
import { type Contents, noProgress, type TaskProgress } from './contents.ts'
import { toMessage, tooLarge } from './ends.ts'
import type { TaskSettings } from './options.ts'
import { isOpen, type TaskRecord } from './store.ts'

/** What a record has that somebody runs, and no other. */
const NOBODY = { worker: undefined, leaseUntil: undefined }

const messageOf = (end: TaskEnd): string | undefined =>
  end.kind === 'refused' ? end.refusal.message : failureIn(end)?.message

/** Makes the records that tasks become. Whether they do, the store decides. */
export const createChanges = (contents: Contents, settings: TaskSettings, clock: Clock) => {
  const { closeEnd, closeMessage, closeProgress } = contents

  const finish = (
    task: TaskRecord,
    status: TaskRecord['status'],
    message: string | undefined,
  ): TaskRecord => {
    const now = clock.now()
    return {
      ...task,
      ...NOBODY,
      status,
      updatedAt: now,
      expiresAt: Math.max(task.expiresAt, now + settings.keepMs),
      message: message === undefined ? undefined : closeMessage(task.id, toMessage(message)),
      // What was asked and answered on the way is of no use any more.
      progress: closeProgress(task.id, noProgress()),
    }
  }

  /** Lists tell that a tool answered with an error, without opening what only the owner of a task may see. */
  const outlineAfter = (task: TaskRecord, end: TaskEnd): string =>
    end.kind === 'result' && failureIn(end)
      ? contents.closeOutline(task.id, { ...contents.outline(task), erred: true })
      : task.outline

  const ended = (task: TaskRecord, end: TaskEnd): TaskRecord => ({
    ...finish(task, end.kind === 'result' ? 'completed' : 'failed', messageOf(end)),
    outline: outlineAfter(task, end),
    end: closeEnd(task.id, end),
  })

  return {
    /** What a task came to; what is too large to be kept is a failure. */
    ended(task: TaskRecord, end: TaskEnd): TaskRecord {
      const bytes = Buffer.byteLength(JSON.stringify(end))
      const { maxResultBytes } = settings
      return ended(task, bytes > maxResultBytes ? tooLarge(bytes, maxResultBytes) : end)
    },
    /** Undefined for one that has ended: it stays as it is. */
    cancelledIfOpen: (task: TaskRecord): TaskRecord | undefined =>
      isOpen(task) ? finish(task, 'cancelled', 'Cancelled') : undefined,
    /** Waits for its turn, to be begun or gone on with. */
    queued: (task: TaskRecord, progress = contents.progress(task)): TaskRecord => ({
      ...task,
      ...NOBODY,
      status: 'working',
      updatedAt: clock.now(),
      progress: closeProgress(task.id, progress),
    }),
    /** Waits for answers. */
    asking: (task: TaskRecord, progress: TaskProgress): TaskRecord => ({
      ...task,
      ...NOBODY,
      status: 'input_required',
      updatedAt: clock.now(),
      progress: closeProgress(task.id, progress),
    }),
  }
}

export type Changes = ReturnType<typeof createChanges>
