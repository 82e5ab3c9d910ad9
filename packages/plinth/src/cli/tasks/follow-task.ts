import { setTimeout as sleep } from 'node:timers/promises'
import type {
  CallToolResult,
  Client,
  ElicitRequestParams,
  ElicitResult,
  RequestOptions,
} from '@modelcontextprotocol/client'
import { CliError } from '../exit-codes.ts'
import { oneLine } from '../printable.ts'
import { outlast } from './outlast.ts'
import type { TaskNow, TaskQuestion } from './task-now.ts'
import { answerTask, cancelTask, getTask } from './task-requests.ts'

const USUAL_POLL_MS = 1_000
const SHORTEST_POLL_MS = 20

export interface FollowOptions {
  readonly request: RequestOptions
  /** Milliseconds without news after which nobody waits any longer. Default: never. */
  readonly patienceMs?: number | undefined
  /** Whether the server ends with this command: a task that nobody waits for any longer is cancelled. Default: it goes on. */
  readonly endsWithUs?: boolean
  /** Answers what the task asks for. */
  readonly answer: (params: ElicitRequestParams) => Promise<ElicitResult>
  /** Hears why a server does not answer, which is asked again for a while. */
  readonly tell: (reason: string) => void
  /** Hears how the task stands, whenever it was asked after. */
  readonly show: (task: TaskNow) => void
}

/** A sentence about a task that has ended without a result. */
const ended = (what: string, detail: string | undefined): CliError =>
  new CliError(`The task ${what}${detail ? `: ${oneLine(detail)}` : ''}`)

const unheard = (patienceMs: number, { endsWithUs }: FollowOptions): CliError => {
  const then = endsWithUs ? 'It was cancelled' : 'It goes on'
  return new CliError(`Nothing was heard of the task for ${patienceMs / 1_000} seconds. ${then}`)
}

const answerAll = async (
  client: Client,
  { taskId, inputRequests = {} }: TaskNow,
  answered: Set<string>,
  { answer, request, tell }: FollowOptions,
): Promise<void> => {
  const asked = Object.entries(inputRequests).filter(([key]) => !answered.has(key))
  for (const [key, { method, params }] of asked as [string, TaskQuestion][]) {
    if (method !== 'elicitation/create')
      throw new CliError(`The task asks for ${oneLine(method)}, which this command cannot give`)
    const answers = { [key]: await answer(params as ElicitRequestParams) }
    await outlast(() => answerTask(client, taskId, answers, request), { signal: request.signal, tell })
    answered.add(key)
  }
}

const waitForEnd = async (
  client: Client,
  first: TaskNow,
  options: FollowOptions,
): Promise<CallToolResult> => {
  const { request, show, tell, patienceMs = Number.POSITIVE_INFINITY } = options
  const answered = new Set<string>()
  const { taskId } = first
  let task = first
  let heard = performance.now()
  for (;;) {
    show(task)
    const { status, statusMessage, result, error } = task
    if (status === 'completed' && result) return result
    if (status === 'failed' || status === 'completed') throw ended('failed', error?.message ?? statusMessage)
    if (status === 'cancelled') throw ended('was cancelled', statusMessage)
    if (status === 'input_required') await answerAll(client, task, answered, options)
    const pause = Math.max(task.pollIntervalMs ?? USUAL_POLL_MS, SHORTEST_POLL_MS)
    await sleep(pause, undefined, request.signal ? { signal: request.signal } : {})
    const next = await outlast(() => getTask(client, taskId, request), { signal: request.signal, tell })
    if (next.lastUpdatedAt !== task.lastUpdatedAt || next.statusMessage !== statusMessage)
      heard = performance.now()
    else if (performance.now() - heard > patienceMs) throw unheard(patienceMs, options)
    task = next
  }
}

/**
 * Asks after a task until it has ended, and answers what it asks for. When the signal fires, the task is cancelled.
 *
 * @throws CliError when it came to no result
 */
export const followTask = async (
  client: Client,
  task: TaskNow,
  options: FollowOptions,
): Promise<CallToolResult> => {
  const { signal } = options.request
  try {
    return await waitForEnd(client, task, options)
  } catch (error) {
    if (signal?.aborted || options.endsWithUs) await cancelTask(client, task.taskId)
    throw error
  }
}
