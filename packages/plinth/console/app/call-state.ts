import { signal } from '@preact/signals'
import { ApiFailure, messageOf } from './api.ts'
import { type Answer, callTool, type Outcome, type Progress } from './mcp.ts'
import { answerTask, cancelOwnTask, followTask, outcomeOf, type WholeTask } from './own-task.ts'
import type { Tool } from './types.ts'

type Answers = Readonly<Record<string, Answer>>

/** How a call of this page goes. */
export type CallState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly progress: Progress | undefined; readonly cancel: () => void }
  /** It became a task, which goes on whether or not this page looks. */
  | { readonly kind: 'task'; readonly task: WholeTask; readonly problem?: string }
  | {
      readonly kind: 'ended'
      readonly outcome: Exclude<Outcome, { kind: 'task' }>
      readonly correlationId: string
      readonly milliseconds: number
    }
  /** The call never began: the network, or the credential. */
  | { readonly kind: 'broken'; readonly message: string; readonly needsCredential: boolean }

type Values = Readonly<Record<string, unknown>>

interface Round {
  readonly answers: Answers
  readonly state: string
}

/** The calls of one tool, one after the other. */
export const createCalls = (tool: Tool) => {
  const state = signal<CallState>({ kind: 'idle' })
  let args: Values = {}
  let asTask = false
  let following = new AbortController()

  const showTask = (task: WholeTask): void => {
    const outcome = outcomeOf(task)
    const milliseconds = Date.parse(task.updated_at) - Date.parse(task.created_at)
    state.value =
      outcome && outcome.kind !== 'task'
        ? { kind: 'ended', outcome, correlationId: task.correlation_id, milliseconds }
        : { kind: 'task', task }
  }

  /** Does something with the task that is followed, and shows what comes of it, or why it did not work. */
  const change = async (does: (id: string) => Promise<WholeTask>): Promise<void> => {
    const now = state.value
    if (now.kind !== 'task') return
    try {
      showTask(await does(now.task.id))
    } catch (error) {
      if (state.value.kind === 'task') state.value = { ...state.value, problem: messageOf(error) }
    }
  }

  const go = async (round?: Round): Promise<void> => {
    following.abort()
    const controller = new AbortController()
    const cancel = () => controller.abort()
    const correlationId = crypto.randomUUID()
    const begun = performance.now()
    state.value = { kind: 'running', progress: undefined, cancel }
    try {
      const outcome = await callTool(tool, args, {
        correlationId,
        asTask,
        ...round,
        onProgress(progress) {
          state.value = { kind: 'running', progress, cancel }
        },
        signal: controller.signal,
      })
      if (outcome.kind === 'task') {
        following = new AbortController()
        return await followTask(outcome.id, showTask, following.signal)
      }
      state.value = { kind: 'ended', outcome, correlationId, milliseconds: performance.now() - begun }
    } catch (error) {
      const needsCredential = error instanceof ApiFailure && error.status !== 404
      state.value = controller.signal.aborted
        ? { kind: 'broken', message: 'The call was cancelled.', needsCredential: false }
        : { kind: 'broken', message: messageOf(error), needsCredential }
    }
  }

  return {
    state,
    run(values: Values, wantsTask: boolean): Promise<void> {
      args = values
      asTask = wantsTask
      return go()
    },
    again: () => go(),
    answer: (answers: Answers, token: string) => go({ answers, state: token }),
    answerTask: (answers: Answers) => change(id => answerTask(id, answers)),
    cancelTask: () => change(cancelOwnTask),
    /** Looks at its task no longer; that goes on. */
    leave: () => following.abort(),
  }
}

export type Calls = ReturnType<typeof createCalls>
