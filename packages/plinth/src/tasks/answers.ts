import type { Flow } from '../context/interview.ts'
import type { InputRequest } from '../define/outcome.ts'
import type { Asked, TaskProgress } from './contents.ts'

/** The same question asked anew is another one for the client: no key stands for two in a task. */
const keyFor = (key: string, { round }: Flow): string => (round > 1 ? `${key}~${round}` : key)

/** What a task has come to that asks. */
export const askingFor = (flow: Flow, requests: Readonly<Record<string, InputRequest>>): TaskProgress => {
  const asked = Object.entries(requests).map(
    ([key, request]) => [keyFor(key, flow), { key, request }] as const,
  )
  return { flow, asked: Object.fromEntries(asked), responses: {} }
}

/** What it has come to with these answers; those to questions that it does not ask are passed over. */
export const answeredWith = (
  progress: TaskProgress,
  given: Readonly<Record<string, unknown>>,
): TaskProgress | undefined => {
  const open: Record<string, Asked> = {}
  const responses: Record<string, unknown> = { ...progress.responses }
  for (const [key, one] of Object.entries(progress.asked))
    if (Object.hasOwn(given, key)) responses[one.key] = given[key]
    else open[key] = one
  const isNew = Object.keys(open).length < Object.keys(progress.asked).length
  return isNew ? { ...progress, asked: open, responses } : undefined
}
