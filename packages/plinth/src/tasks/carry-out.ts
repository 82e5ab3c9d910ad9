import type { Flow } from '../context/interview.ts'
import { askingFor } from './answers.ts'
import { endOf, failedEnd } from './ends.ts'
import { createNotes } from './notes.ts'
import type { TaskParts } from './parts.ts'
import type { TaskRecord } from './store.ts'

const nothing = failedEnd('The call of this task came to nothing that can be kept')
const unreadable = failedEnd('This task could not be read, or what it came to could not be kept')

/** Runs the handler of a task, through the whole pipeline. */
const call = async (parts: TaskParts, task: TaskRecord, signal: AbortSignal): Promise<TaskRecord> => {
  const { contents, changes, dispatch } = parts
  const { params, meta, caller } = contents.input(task)
  const { flow, responses } = contents.progress(task)
  let kept: Flow = flow
  const keep = (next: Flow) => {
    kept = next
  }
  const notes = createNotes(parts, task)
  try {
    const outcome = await dispatch({
      method: 'tools/call',
      params,
      meta,
      requestId: task.id,
      caller,
      sink: { progress: notes.progress },
      signal,
      task: { flow, responses, keep },
    })
    if (outcome.kind === 'input_required') return changes.asking(task, askingFor(kept, outcome.requests))
    return changes.ended(task, endOf(outcome) ?? nothing)
  } finally {
    notes.end()
  }
}

/** Runs a task as far as it goes, and says what becomes of it. Never throws. */
export const carryOut = async (
  parts: TaskParts,
  task: TaskRecord,
  signal: AbortSignal,
): Promise<TaskRecord> => {
  try {
    return await call(parts, task, signal)
  } catch (error) {
    parts.log.error('tasks.unreadable', { message: unreadable.kind, task: task.id, error })
    return parts.changes.ended(task, unreadable)
  }
}
