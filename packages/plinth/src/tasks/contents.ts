import type { Caller } from '../context/caller.ts'
import { type Flow, newFlow } from '../context/interview.ts'
import type { InputRequest } from '../define/outcome.ts'
import type { TaskEnd } from '../define/task-view.ts'
import type { CallOrigin } from '../events.ts'
import type { Codec } from './codec.ts'
import type { TaskRecord, TaskSummary } from './store.ts'

/** What is to be called, and for whom. Headers are not kept: they hold credentials. */
export interface TaskInput {
  readonly params: Readonly<Record<string, unknown>>
  readonly meta: Readonly<Record<string, unknown>>
  readonly caller: Omit<Caller, 'headers'>
}

/** A question as the client knows it, and where its answer belongs. */
export interface Asked {
  readonly key: string
  readonly request: InputRequest
}

/** How far a task has come between two runs of its handler. */
export interface TaskProgress {
  readonly flow: Flow
  /** What has yet to be answered, by the keys that the client knows. */
  readonly asked: Readonly<Record<string, Asked>>
  /** What was answered since the last run, by the keys of the handler. */
  readonly responses: Readonly<Record<string, unknown>>
}

/** The call that became the task; its name is that of the tool. */
export interface TaskCall extends CallOrigin {
  /** Whether the tool answered with an error, which completes a task. */
  readonly erred?: true
}

export const noProgress = (): TaskProgress => ({ flow: newFlow(), asked: {}, responses: {} })

/** Opens what a record holds. */
export const createContents = (codec: Codec) => ({
  input: ({ id, input }: TaskRecord) => codec.open(input, id, 'input') as TaskInput,
  progress: ({ id, progress }: TaskRecord) => codec.open(progress, id, 'progress') as TaskProgress,
  outline: ({ id, outline }: TaskSummary) => codec.open(outline, id, 'outline') as TaskCall,
  message: ({ id, message }: TaskSummary) =>
    message === undefined ? undefined : String(codec.open(message, id, 'message')),
  end: ({ id, end }: TaskRecord) => (end === undefined ? undefined : (codec.open(end, id, 'end') as TaskEnd)),
  closeOutline: (id: string, call: TaskCall) => codec.close(call, id, 'outline'),
  closeInput: (id: string, input: TaskInput) => codec.close(input, id, 'input'),
  closeProgress: (id: string, progress: TaskProgress) => codec.close(progress, id, 'progress'),
  closeMessage: (id: string, message: string) => codec.close(message, id, 'message'),
  closeEnd: (id: string, end: TaskEnd) => codec.close(end, id, 'end'),
})

export type Contents = ReturnType<typeof createContents>
