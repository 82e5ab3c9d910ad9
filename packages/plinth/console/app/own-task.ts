import { ApiFailure, ask } from './api.ts'
import { callerCredential, operatorCredential } from './credential.ts'
import type { Answer, ContentBlock, Failure, Outcome, Question } from './mcp.ts'
import type { Task } from './types.ts'

/** A task as its owner sees it: with what it asks, or what it came to. */
export interface WholeTask extends Task {
  readonly questions?: Readonly<Record<string, Question>>
  readonly result?: { readonly content: readonly ContentBlock[]; readonly structured?: unknown }
  readonly error?: {
    readonly code: string
    readonly message: string
    readonly suggestion?: string
    readonly error_id?: string
    readonly issues?: NonNullable<Failure['data']>['issues']
  }
}

const pathOf = (id: string, action = ''): string => `/tasks/${encodeURIComponent(id)}${action}`

const asCaller = () => callerCredential.value ?? operatorCredential.value

const isDenial = (error: unknown): boolean =>
  error instanceof ApiFailure && [401, 403, 404].includes(error.status)

/** A task as whoever made it sees it, where that was done with this page's credential; else as operators do. */
export const readTask = async (id: string): Promise<WholeTask> => {
  if (callerCredential.value === undefined) return ask('GET', pathOf(id))
  try {
    return await ask<WholeTask>('GET', pathOf(id), undefined, callerCredential.value)
  } catch (error) {
    if (!isDenial(error)) throw error
    return ask('GET', pathOf(id))
  }
}

export const answerTask = (id: string, responses: Readonly<Record<string, Answer>>): Promise<WholeTask> =>
  ask('POST', pathOf(id, '/input'), { responses }, asCaller())

export const cancelOwnTask = (id: string): Promise<WholeTask> =>
  ask('POST', pathOf(id, '/cancel'), undefined, asCaller())

/** What a task came to, as a call would have been answered; undefined as long as it goes on, or where nobody may know. */
export const outcomeOf = ({ status, result, error }: WholeTask): Outcome | undefined => {
  if (status === 'cancelled')
    return { kind: 'failed', failure: { code: 'CANCELLED', message: 'The task was cancelled' } }
  if (error) {
    const { error_id: errorId, issues, ...failure } = error
    return {
      kind: 'failed',
      failure: { ...failure, ...(errorId && { errorId }), ...(issues && { data: { issues } }) },
    }
  }
  return result && { kind: 'done', content: result.content, structured: result.structured }
}

const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, seconds * 1_000)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

const OPEN: readonly string[] = ['working', 'input_required']

/**
 * Tells how a task stands until it has ended, or until `signal` fires.
 *
 * @throws ApiFailure when the server knows the task no longer, or this caller
 */
export const followTask = async (
  id: string,
  onTask: (task: WholeTask) => void,
  signal: AbortSignal,
): Promise<void> => {
  let seconds = 1
  while (!signal.aborted) {
    try {
      const task = await readTask(id)
      if (signal.aborted) return
      seconds = task.poll_interval_sec
      onTask(task)
      if (!OPEN.includes(task.status)) return
    } catch (error) {
      // What cannot be reached now may be there in a moment.
      if (isDenial(error)) throw error
    }
    await pause(seconds, signal)
  }
}
