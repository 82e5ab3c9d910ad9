import { ToolError } from '../../define/errors.ts'
import { type CodeResult, type ExecutorSettings, limitMessage } from './executor-options.ts'
import type { CodeLimit, ConsoleLine, Ending, FromWorker } from './protocol.ts'
import type { SandboxWorker } from './sandbox-worker.ts'

/** A function of the server that a program may call. Arguments and result pass as JSON. */
export type HostFunction = (...args: readonly unknown[]) => unknown

export interface Program {
  readonly code: string
  readonly functions: Readonly<Record<string, HostFunction>>
  readonly time: number | undefined
  readonly signal: AbortSignal | undefined
}

export interface Run {
  readonly result: CodeResult
  /** Whether another program can run in the same thread. */
  readonly reusable: boolean
}

/**
 * When a program is ended from outside, because it does not notice by itself: in time that passes, of which a thread on
 * a busy machine gets only a part.
 */
const patience = (cpuMs: number): number => 2 * cpuMs + 500

/** What a program may know of an error outside: what a caller may. */
const messageOf = (error: unknown): string =>
  error instanceof ToolError ? error.message : 'The function failed'

const callFunction = async (functions: Program['functions'], name: string, json: string) => {
  try {
    const work = Object.hasOwn(functions, name) ? functions[name] : undefined
    if (!work) throw new ToolError(`There is no function ${name}`)
    const value: unknown = await work(...JSON.parse(json))
    return { json: JSON.stringify(value) ?? '', failed: false }
  } catch (error) {
    return { json: JSON.stringify(messageOf(error)), failed: true }
  }
}

const resultOf = (
  ending: Ending,
  settings: ExecutorSettings,
  console: readonly ConsoleLine[],
  cpuMs: number,
): CodeResult => {
  if (ending.kind === 'done') {
    try {
      const value: unknown = ending.json === undefined ? undefined : JSON.parse(ending.json)
      return { status: 'done', value, console, cpuMs }
    } catch {
      const error = { name: 'TypeError', message: 'The result is no JSON', stack: '' }
      return { status: 'failed', error, console, cpuMs }
    }
  }
  if (ending.kind === 'limit')
    return {
      status: 'limit',
      limit: ending.limit,
      message: limitMessage(ending.limit, settings),
      console,
      cpuMs,
    }
  const { name, message, stack } = ending
  return { status: 'failed', error: { name, message, stack }, console, cpuMs }
}

/**
 * Runs a program in a thread, and watches it from outside: where it does not end by itself, the thread is.
 *
 * @throws the reason of the signal when it fires
 */
export const runProgram = (
  worker: SandboxWorker,
  program: Program,
  settings: ExecutorSettings,
): Promise<Run> => {
  const { limits, clock, timeoutMs } = settings
  const { functions, signal } = program
  const { promise, resolve, reject } = Promise.withResolvers<Run>()
  const lines: ConsoleLine[] = []
  let over = false
  let usedMs = 0
  let stopWatching = () => {}

  const leave = () => {
    over = true
    stopWatching()
    stopTimeout()
    signal?.removeEventListener('abort', onAbort)
    worker.listen(
      () => {},
      () => {},
    )
  }
  const finish = (ending: Ending, cpuMs: number, reusable: boolean) => {
    if (over) return
    leave()
    resolve({ result: resultOf(ending, settings, lines, cpuMs), reusable })
  }
  const cut = (limit: CodeLimit) =>
    finish({ kind: 'limit', limit }, limit === 'cpu' ? limits.cpuMs : usedMs, false)
  const onAbort = () => {
    if (over) return
    leave()
    reject(signal?.reason)
  }
  const stopTimeout = clock.after(timeoutMs, () => cut('time'))

  const answer = async (call: number, name: string, json: string) => {
    const answered = await callFunction(functions, name, json)
    if (!over) worker.send({ type: 'answer', call, ...answered })
  }
  const hear = (message: FromWorker) => {
    if (over) return
    if (message.type === 'busy') stopWatching = clock.after(patience(limits.cpuMs), () => cut('cpu'))
    else if (message.type === 'idle') {
      stopWatching()
      usedMs = message.cpuMs
    } else if (message.type === 'console') lines.push(message.line)
    else if (message.type === 'call') void answer(message.call, message.name, message.json)
    else if (message.type === 'end') finish(message.ending, message.cpuMs, message.clean)
  }
  worker.listen(hear, () => cut('memory'))
  signal?.addEventListener('abort', onAbort, { once: true })
  const { code, time } = program
  if (signal?.aborted) onAbort()
  else worker.send({ type: 'run', job: { code, functions: Object.keys(functions), limits, time } })
  return promise
}
