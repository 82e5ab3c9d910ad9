import { ToolError } from '../../define/errors.ts'
import { redactText } from '../../redact-text.ts'
import { brief, callAround, type RefusalListener, report, SafetyError } from '../refusal.ts'
import { turns } from '../turns.ts'
import { type CodeExecutorOptions, type CodeResult, executorSettings } from './executor-options.ts'
import { type HostFunction, runProgram } from './run-program.ts'
import { loadMachine, type SandboxWorker, startWorker } from './sandbox-worker.ts'

/** What a program gets beside its code. */
export interface RunOptions {
  /** What the program may call, by name: `await fetchPrice('apples')`. Arguments and results pass as JSON. Default: nothing. */
  readonly functions?: Readonly<Record<string, HostFunction>>
  /** Ends the program. In a call, its signal does so too where `ctx` is given. */
  readonly signal?: AbortSignal
  /** The call that the program belongs to: hears of limits that were reached. Default: the call that the code runs in. */
  readonly ctx?: RefusalListener & { readonly signal?: AbortSignal }
  /**
   * What the program's clock says, in milliseconds since the epoch. It then stands still, and its random numbers are the
   * same each time: for programs that run again after a question. Default: the time.
   */
  readonly time?: number
}

/** Runs programs that somebody else wrote. */
export interface CodeExecutor extends AsyncDisposable {
  /**
   * Runs a program: the body of an asynchronous function, that may `return` a value and `await` what it calls.
   *
   * @returns what came of it; a program that fails or reaches a limit is a result too
   * @throws ToolError with the code `RESOURCE_EXHAUSTED` when too many wait
   * @throws the signal's reason when it fires
   */
  run(code: string, options?: RunOptions): Promise<CodeResult>
  /** Ends what runs, and the threads. */
  close(): Promise<void>
}

const NAME = /^[A-Za-z_$][\w$]{0,63}$/
/** What cannot be a function's name without hiding something of the language. */
const TAKEN = new Set(
  Object.getOwnPropertyNames(globalThis)
    .filter(name => /^[A-Z]/.test(name))
    .concat('console', 'eval', 'globalThis', 'undefined'),
)

const checkNames = (functions: Readonly<Record<string, HostFunction>>): void => {
  for (const [name, work] of Object.entries(functions))
    if (!NAME.test(name) || TAKEN.has(name) || typeof work !== 'function')
      throw new TypeError(
        `${JSON.stringify(name)} cannot be a function of a program: give a function under a plain name`,
      )
}

/**
 * Makes an executor for untrusted JavaScript: QuickJS as WebAssembly, in threads of its own. A program has the language,
 * a console, and the functions that it is given; no files, network, timers, modules or environment. Memory, stack,
 * computing time, time, output and calls are limited, from inside, and from outside where the inside does not notice.
 *
 * It is not a container: who wants that against faults of the machine itself puts the server into one.
 *
 * Needs the package `quickjs-wasi`, which is loaded with the first program.
 *
 * @throws RangeError when a limit is out of range
 * @example
 * const prices = new Map([['apples', 2]])
 * const executor = codeExecutor({ cpuMs: 500 })
 * const result = await executor.run('return (await price("apples")) * 3', {
 *   functions: { price: async name => prices.get(String(name)) },
 * })
 * result // { status: 'done', value: 6, ... }
 * await executor.close()
 */
export const codeExecutor = (options: CodeExecutorOptions = {}): CodeExecutor => {
  const settings = executorSettings(options)
  const turn = turns(settings.concurrency, settings.queue)
  const idle: SandboxWorker[] = []
  const closing = new AbortController()
  let machine: Promise<object> | undefined

  const loaded = () => {
    machine ??= loadMachine().catch((error: unknown) => {
      machine = undefined
      throw error
    })
    return machine
  }
  const runIn = async (
    worker: SandboxWorker,
    code: string,
    { functions = {}, time }: RunOptions,
    signal: AbortSignal,
  ) => {
    let reusable = false
    worker.hold(true)
    try {
      const run = await runProgram(worker, { code, functions, time, signal }, settings)
      reusable = run.reusable && !closing.signal.aborted
      return run.result
    } finally {
      worker.hold(false)
      if (reusable) idle.push(worker)
      else await worker.end()
    }
  }

  return {
    async run(code, options = {}) {
      checkNames(options.functions ?? {})
      const listener = options.ctx ?? callAround()
      const given = [options.signal, options.ctx?.signal].filter(each => each !== undefined)
      const signal = AbortSignal.any([closing.signal, ...given])
      signal.throwIfAborted()
      const leave = await turn(signal)
      try {
        const wasm = await loaded()
        signal.throwIfAborted()
        const result = await runIn(idle.pop() ?? (await startWorker(wasm)), code, options, signal)
        if (result.status === 'limit')
          report(
            new SafetyError(result.message, {
              what: 'code',
              rule: result.limit,
              subject: brief(redactText(code)),
            }),
            listener,
          )
        return result
      } finally {
        leave()
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  }

  async function close(): Promise<void> {
    closing.abort(new ToolError('The executor was closed', { code: 'CONNECTION_ERROR' }))
    await Promise.all(idle.splice(0).map(worker => worker.end()))
  }
}
