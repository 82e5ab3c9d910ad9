import type { Client, RequestOptions } from '@modelcontextprotocol/client'
import { TASKS_EXTENSION } from '../../define/task.ts'
import { CliError } from '../exit-codes.ts'
import { readTask, type TaskNow } from './task-now.ts'

/** What a client says that it can do, to be given tasks. */
export const KNOWS_TASKS = { extensions: { [TASKS_EXTENSION]: {} } } as const

/** The client has schemas for the core protocol alone: what comes of these methods is looked at by whoever asks. */
const ANYTHING = {
  '~standard': { version: 1, vendor: 'plinth', validate: (value: unknown) => ({ value }) },
} as const

const ask = (
  client: Client,
  method: string,
  params: Readonly<Record<string, unknown>>,
  options?: RequestOptions,
) => client.request({ method, params: { ...params } }, ANYTHING, options)

/** Whether a server says that it makes tasks. */
export const hasTasks = ({ extensions }: { readonly extensions?: unknown } = {}): boolean =>
  Object.hasOwn(extensions ?? {}, TASKS_EXTENSION)

/** @throws CliError when a server has no tasks */
export const demandTasks = (client: Client): void => {
  if (!hasTasks(client.getServerCapabilities()))
    throw new CliError(`The server has no tasks: it does not speak ${TASKS_EXTENSION}`)
}

export const getTask = async (client: Client, taskId: string, options?: RequestOptions): Promise<TaskNow> =>
  readTask(await ask(client, 'tasks/get', { taskId }, options))

export const answerTask = async (
  client: Client,
  taskId: string,
  inputResponses: Readonly<Record<string, unknown>>,
  options?: RequestOptions,
): Promise<void> => {
  await ask(client, 'tasks/update', { taskId, inputResponses }, options)
}

export const cancelTask = async (client: Client, taskId: string): Promise<void> => {
  await ask(client, 'tasks/cancel', { taskId })
}
