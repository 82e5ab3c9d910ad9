import { type Clock, systemClock } from '../../clock.ts'
import type { CodeLimit, ConsoleLine, GuestLimits } from './protocol.ts'

/** How much programs may take up. */
export interface CodeExecutorOptions {
  /** The memory of a program in bytes. Default 32 MiB. */
  readonly memoryBytes?: number
  /** The stack of a program in bytes, at most 512 KiB. Default 256 KiB. */
  readonly stackBytes?: number
  /** How long a program may compute, in milliseconds. Default 1,000. */
  readonly cpuMs?: number
  /** How long a program may take, with the functions that it waits for, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number
  /** How many characters a program may say: its result, its console, and what it gives to functions. Default 256 Ki. */
  readonly outputBytes?: number
  /** How many times a program may call functions. Default 100. */
  readonly calls?: number
  /** How many programs run at once. Default 2. */
  readonly concurrency?: number
  /** How many programs wait for their turn; more are refused. Default 100. */
  readonly queue?: number
  /** Where time comes from. Default: the machine's clock. */
  readonly clock?: Clock
}

export interface ExecutorSettings {
  readonly limits: GuestLimits
  readonly timeoutMs: number
  readonly concurrency: number
  readonly queue: number
  readonly clock: Clock
}

const MAX_STACK_BYTES = 512 * 1024

/** @throws RangeError when a limit is no whole number, or out of range */
export const executorSettings = (options: CodeExecutorOptions): ExecutorSettings => {
  const checked = (
    name: keyof CodeExecutorOptions & string,
    fallback: number,
    least: number,
    most = Number.MAX_SAFE_INTEGER,
  ) => {
    const value = options[name] ?? fallback
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      return value
    throw new RangeError(
      `${name} of codeExecutor is ${String(value)}: give a whole number from ${least} to ${most}`,
    )
  }
  return {
    limits: {
      memoryBytes: checked('memoryBytes', 32 * 2 ** 20, 2 ** 20, 2 ** 31),
      stackBytes: checked('stackBytes', 256 * 1024, 32 * 1024, MAX_STACK_BYTES),
      cpuMs: checked('cpuMs', 1_000, 1),
      outputBytes: checked('outputBytes', 256 * 1024, 1),
      calls: checked('calls', 100, 0),
    },
    timeoutMs: checked('timeoutMs', 30_000, 1),
    concurrency: checked('concurrency', 2, 1),
    queue: checked('queue', 100, 0),
    clock: options.clock ?? systemClock,
  }
}

/** What came of a program. */
export type CodeResult = (
  | {
      readonly status: 'done'
      /** What the program returned, as JSON has it. */
      readonly value: unknown
    }
  | {
      readonly status: 'failed'
      readonly error: { readonly name: string; readonly message: string; readonly stack: string }
    }
  | {
      readonly status: 'limit'
      readonly limit: CodeLimit
      /** Which limit it was, as a sentence. */
      readonly message: string
    }
) & {
  /** What the program wrote to its console. */
  readonly console: readonly ConsoleLine[]
  /** How long it computed, in milliseconds. */
  readonly cpuMs: number
}

const SENTENCES: Readonly<Record<CodeLimit, (settings: ExecutorSettings) => string>> = {
  cpu: ({ limits }) => `The program computed for longer than ${limits.cpuMs} ms`,
  time: ({ timeoutMs }) => `The program took longer than ${timeoutMs} ms`,
  memory: ({ limits }) => `The program used more than ${limits.memoryBytes} bytes of memory`,
  stack: () => 'The program called itself too deeply',
  output: ({ limits }) => `The program said more than ${limits.outputBytes} characters`,
  calls: ({ limits }) => `The program made more than ${limits.calls} calls`,
}

export const limitMessage = (limit: CodeLimit, settings: ExecutorSettings): string =>
  SENTENCES[limit](settings)
