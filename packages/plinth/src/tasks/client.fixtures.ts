import { expect } from 'vitest'
import type { Principal } from '../define/context.ts'
import type { Outcome } from '../define/outcome.ts'
import { TASKS_EXTENSION, type TaskInfo, type TaskStatus } from '../define/task.ts'
import type { TaskView } from '../define/task-view.ts'
import type { Plinth } from '../plinth.ts'

const KNOWS_TASKS = { elicitation: {}, extensions: { [TASKS_EXTENSION]: {} } }

export interface TaskClientOptions {
  readonly principal?: Principal
  readonly capabilities?: Readonly<Record<string, unknown>>
  readonly protocolVersion?: string
}

/** A client that knows tasks, at the seam between lanes and dispatcher. */
export const taskClient = (server: Pick<Plinth, 'runtime'>, options: TaskClientOptions = {}) => {
  const { principal, capabilities = KNOWS_TASKS, protocolVersion = '2026-07-28' } = options
  let ids = 0
  const send = (
    method: string,
    params: Readonly<Record<string, unknown>>,
    more: { requestState?: string; inputResponses?: Readonly<Record<string, unknown>> } = {},
  ): Promise<Outcome> =>
    server.runtime.host.dispatch({
      method,
      params,
      ...more,
      meta: {},
      requestId: ++ids,
      caller: {
        transport: 'memory',
        protocolVersion,
        client: undefined,
        capabilities,
        ...(principal ? { principal } : {}),
      },
      sink: {},
      signal: new AbortController().signal,
    })

  const call = (name: string, args: Readonly<Record<string, unknown>> = {}) =>
    send('tools/call', { name, arguments: args })

  const get = async (taskId: string): Promise<TaskView> => {
    const outcome = await send('tasks/get', { taskId })
    if (outcome.kind !== 'result') throw new Error(`No task: ${JSON.stringify(outcome)}`)
    return outcome.result as TaskView
  }

  return {
    send,
    call,
    get,
    /** Calls a tool that becomes a task. */
    async begin(name: string, args?: Readonly<Record<string, unknown>>): Promise<TaskInfo> {
      const outcome = await call(name, args)
      if (outcome.kind !== 'task') throw new Error(`No task: ${JSON.stringify(outcome)}`)
      return outcome.task
    },
    answer: (taskId: string, inputResponses: Readonly<Record<string, unknown>>) =>
      send('tasks/update', { taskId, inputResponses }),
    cancel: (taskId: string) => send('tasks/cancel', { taskId }),
    /** Asks after a task until it stands as expected. */
    async until(taskId: string, status: TaskStatus): Promise<TaskView> {
      await expect.poll(async () => (await get(taskId)).info.status, { interval: 5 }).toBe(status)
      return get(taskId)
    },
  }
}

/** The text of what a task came to. */
export const textOf = ({ end }: TaskView): string | undefined => {
  const [block] = end?.kind === 'result' ? end.result.content : []
  return block?.type === 'text' ? String(block.text) : undefined
}
