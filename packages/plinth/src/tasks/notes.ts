import type { ProgressUpdate } from '../context/caller.ts'
import { toMessage } from './ends.ts'
import type { TaskParts } from './parts.ts'
import type { TaskRecord } from './store.ts'

/** How often the message of a task may change: nobody reads faster. */
const INTERVAL_MS = 250

const textOf = ({ progress, total, message }: ProgressUpdate): string => {
  const share = total === undefined ? String(progress) : `${progress} of ${total}`
  return message === undefined ? share : `${message} (${share})`
}

/** Makes what turns the progress of a handler into the message of its task. */
export const createNotes = ({ store, contents, clock, log }: TaskParts, { id, version }: TaskRecord) => {
  let latest: string | undefined
  let cancelTimer: (() => void) | undefined
  let isOver = false

  const write = () => {
    cancelTimer = undefined
    if (latest === undefined || isOver) return
    const message = contents.closeMessage(id, toMessage(latest))
    latest = undefined
    store.note(id, version, message, clock.now()).catch(error => log.error('tasks.note_failed', { error }))
    cancelTimer = clock.after(INTERVAL_MS, write)
  }

  return {
    progress(update: ProgressUpdate): void {
      latest = textOf(update)
      if (!cancelTimer) write()
    },
    end(): void {
      isOver = true
      cancelTimer?.()
    },
  }
}
