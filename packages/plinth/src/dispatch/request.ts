import type { SignalSource } from '../context/call-signal.ts'
import type { Caller, Sink } from '../context/caller.ts'
import type { TaskRun } from '../context/task-run.ts'
import { TASK_METHODS } from './task-methods.ts'

/** One request as a lane hands it over: checked for its shape, and free of its wire form. */
export interface DispatchRequest extends SignalSource {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  /** The request's `_meta`, without the protocol's own fields. */
  readonly meta: Readonly<Record<string, unknown>>
  readonly requestId: string | number
  /** Answers to questions of an earlier round, by the keys of the questions. */
  readonly inputResponses?: Readonly<Record<string, unknown>> | undefined
  /** The state that came back with them. */
  readonly requestState?: string | undefined
  readonly caller: Caller
  readonly sink: Sink
  /** Set where the call runs in the background. */
  readonly task?: TaskRun | undefined
}

/** The methods that the dispatcher carries out. Everything else is a lane's own business, or unknown. */
export const METHODS = [
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'prompts/list',
  'prompts/get',
  'completion/complete',
  ...TASK_METHODS,
] as const

export type Method = (typeof METHODS)[number]
