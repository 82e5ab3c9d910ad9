import type { TaskView } from '../define/task-view.ts'
import { toWireRefusal } from './wire-refusal.ts'
import { toWireResult } from './wire-result.ts'

/** A task as the protocol shows it: `DetailedTask` (io.modelcontextprotocol/tasks, "Task Status"). */
export const toWireTask = ({ info, requests, end }: TaskView): Record<string, unknown> => {
  if (requests) return { ...info, inputRequests: requests }
  if (!end) return { ...info }
  // The result is that of a call, which says of itself what it is, also where it stands in another.
  return end.kind === 'result'
    ? { ...info, result: { ...toWireResult('tools/call', end.result, true), resultType: 'complete' } }
    : { ...info, error: toWireRefusal(end.refusal, true) }
}
