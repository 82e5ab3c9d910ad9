import type { CallToolResult, Client } from '@modelcontextprotocol/client'
import { ASKABLE } from '../call/answer-questions.ts'
import type { CallFlags } from '../call/call-flags.ts'
import { type ProgressBar, progressBar } from '../call/progress-bar.ts'
import { interruptible } from '../call/request.ts'
import { showResult } from '../call/show-result.ts'
import { withClient } from '../client.ts'
import type { Io } from '../io.ts'
import { resolveTarget } from '../target.ts'
import { followHere } from './follow-here.ts'
import { demandLasting } from './lasting.ts'
import { statusLine, type TaskNow } from './task-now.ts'
import { cancelTask, demandTasks, getTask, KNOWS_TASKS } from './task-requests.ts'

export interface TaskFlags extends CallFlags {
  /** Whether to wait for the end; otherwise it is only said how the task stands. */
  readonly wait: boolean
  readonly cancel?: boolean
}

const showStatus = (task: TaskNow, { stdout }: Io, { raw = false }: TaskFlags): void => {
  stdout.write(`${raw ? JSON.stringify(task, null, 2) : statusLine(task)}\n`)
}

const comeBackTo = async (
  client: Client,
  taskId: string,
  flags: TaskFlags,
  bar: ProgressBar,
  io: Io,
): Promise<CallToolResult | undefined> => {
  demandTasks(client)
  return interruptible(io, undefined, async request => {
    if (flags.cancel) await cancelTask(client, taskId)
    const task = await getTask(client, taskId, request)
    if (flags.wait && !flags.cancel) return followHere(client, task, request, flags, bar, io)
    showStatus(task, io, flags)
    return undefined
  })
}

/** Comes back to a task: waits for its end, and prints its result as that of a call; or says how it stands, or ends it. */
export const comeBack = async (
  target: string | undefined,
  taskId: string,
  flags: TaskFlags,
  io: Io,
): Promise<void> => {
  const server = resolveTarget(target, io)
  demandLasting(server, '"plinth task"')
  const bar = progressBar(io.stderr)
  const options = { ...flags, capabilities: { ...ASKABLE, ...KNOWS_TASKS } }
  try {
    const result = await withClient(server, io, options, client => comeBackTo(client, taskId, flags, bar, io))
    bar.clear()
    if (result) showResult(result, io, flags)
  } finally {
    bar.clear()
  }
}
