import type { CallContext } from '../context/call.ts'
import { type Outcome, type Refusal, refuse } from '../define/outcome.ts'
import { TASKS_EXTENSION } from '../define/task.ts'
import type { Run } from './compose.ts'
import type { TaskService } from './task-service.ts'

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first revision that has tasks: what was called so before it was something else. */
const SINCE = '2026-07-28'

/** Whether a client said with its request that it knows tasks (io.modelcontextprotocol/tasks, "Capability Negotiation"). */
export const knowsTasks = (capabilities: Fields): boolean =>
  isFields(capabilities.extensions) && isFields(capabilities.extensions[TASKS_EXTENSION])

/** Whether a call may be answered with a task. */
export const mayGetTask = ({ clientCapabilities, protocolVersion }: CallContext): boolean =>
  protocolVersion >= SINCE && knowsTasks(clientCapabilities)

/** Why a client that does not know tasks is refused. */
export const needsTasks = (subject: string): Refusal => ({
  reason: 'missing_capability',
  required: { extensions: { [TASKS_EXTENSION]: {} } },
  message: `${subject} needs a client that knows tasks: declare the extension ${TASKS_EXTENSION} with the request`,
})

export const TASK_METHODS = ['tasks/get', 'tasks/update', 'tasks/cancel'] as const

export type TaskMethod = (typeof TASK_METHODS)[number]

export const isTaskMethod = (method: string): method is TaskMethod =>
  TASK_METHODS.some(known => known === method)

/** The same for tasks that never were, that have expired, and that are somebody else's. */
const notFound: Outcome = refuse({
  reason: 'invalid_params',
  message: 'Task not found: it never existed, has expired, or is not yours',
})

const acknowledged: Outcome = Object.freeze({ kind: 'result', result: {} })

const carryOut = async (method: TaskMethod, tasks: TaskService, ctx: CallContext): Promise<Outcome> => {
  const { taskId, inputResponses } = ctx.params
  if (typeof taskId !== 'string')
    return refuse({ reason: 'invalid_params', message: `${method} needs "taskId", a string` })
  switch (method) {
    case 'tasks/get': {
      const view = await tasks.get(taskId, ctx.principal)
      return view ? { kind: 'result', result: view } : notFound
    }
    case 'tasks/update': {
      if (!isFields(inputResponses))
        return refuse({
          reason: 'invalid_params',
          message: 'tasks/update needs "inputResponses", an object with an answer for each question',
        })
      return (await tasks.update(taskId, ctx.principal, inputResponses)) ? acknowledged : notFound
    }
    case 'tasks/cancel':
      return (await tasks.cancel(taskId, ctx.principal)) ? acknowledged : notFound
  }
}

/** What carries out a method of the tasks extension. */
export const taskMethod =
  (method: TaskMethod, tasks: TaskService | undefined): Run =>
  async ctx => {
    if (!tasks) return refuse({ reason: 'method_not_found', message: `This server has no tasks` })
    return mayGetTask(ctx) ? carryOut(method, tasks, ctx) : refuse(needsTasks(method))
  }
