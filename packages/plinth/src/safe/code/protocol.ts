/** What a program may take up in its sandbox. */
export interface GuestLimits {
  readonly memoryBytes: number
  readonly stackBytes: number
  readonly cpuMs: number
  readonly outputBytes: number
  readonly calls: number
}

/** A program, for the worker. */
export interface Job {
  readonly code: string
  /** The names of the functions that it can call. */
  readonly functions: readonly string[]
  readonly limits: GuestLimits
  /** What its clock says, where that stands still, in milliseconds since the epoch. */
  readonly time: number | undefined
}

export type ToWorker =
  | { readonly type: 'run'; readonly job: Job }
  /** The answer of a function, as JSON; or what went wrong. */
  | { readonly type: 'answer'; readonly call: number; readonly json: string; readonly failed: boolean }

/** Which limit ended a program. */
export type CodeLimit = 'cpu' | 'time' | 'memory' | 'stack' | 'output' | 'calls'

/** A line that a program wrote to its console. */
export interface ConsoleLine {
  readonly level: 'debug' | 'info' | 'warning' | 'error'
  readonly text: string
}

/** How a program ended, as the worker says it. */
export type Ending =
  /** The value as JSON; nothing where it gave none. */
  | { readonly kind: 'done'; readonly json: string | undefined }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string; readonly stack: string }
  | { readonly kind: 'limit'; readonly limit: CodeLimit }

export type FromWorker =
  /** The thread has started. */
  | { readonly type: 'ready' }
  /** The program runs, or waits for answers. */
  | { readonly type: 'busy' }
  | { readonly type: 'idle'; readonly cpuMs: number }
  | { readonly type: 'console'; readonly line: ConsoleLine }
  | { readonly type: 'call'; readonly call: number; readonly name: string; readonly json: string }
  /** Whether the worker can be used again. */
  | { readonly type: 'end'; readonly ending: Ending; readonly cpuMs: number; readonly clean: boolean }
