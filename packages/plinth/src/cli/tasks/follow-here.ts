import type { CallToolResult, Client, RequestOptions } from '@modelcontextprotocol/client'
import { answerQuestion, leftOpen } from '../call/answer-questions.ts'
import type { CallFlags } from '../call/call-flags.ts'
import type { ProgressBar } from '../call/progress-bar.ts'
import type { Io } from '../io.ts'
import { followTask } from './follow-task.ts'
import { statusLine, type TaskNow } from './task-now.ts'

/** Follows a task where the command was typed: what it asks is asked there, and how far it is stands on one line. */
export const followHere = (
  client: Client,
  task: TaskNow,
  request: RequestOptions,
  { answer = [], timeout, endsWithUs = false }: CallFlags & { readonly endsWithUs?: boolean },
  bar: ProgressBar,
  io: Io,
): Promise<CallToolResult> =>
  followTask(client, task, {
    request,
    endsWithUs,
    patienceMs: timeout === undefined ? undefined : timeout * 1_000,
    answer(params) {
      bar.clear()
      // A server that ends with us ends the question too.
      return answerQuestion(params, answer, io, endsWithUs ? undefined : leftOpen)
    },
    tell: reason => bar.say(`no answer, asking again: ${reason}`),
    show: now => bar.say(statusLine(now)),
  })
