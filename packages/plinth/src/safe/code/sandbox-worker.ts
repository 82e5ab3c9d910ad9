import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { FromWorker, ToWorker } from './protocol.ts'
import type { WorkerInput } from './worker.ts'

/** A thread in which programs run. */
export interface SandboxWorker {
  send(message: ToWorker): void
  /** Who hears of what the thread says, and of its death. One at a time. */
  listen(onMessage: (message: FromWorker) => void, onDeath: (error: unknown) => void): void
  /** Whether it keeps the process alive. */
  hold(held: boolean): void
  /** Ends it, whatever it does. */
  end(): Promise<void>
}

/** Beside this file in the sources; in the package this code may stand in any file, so that its manifest says where. */
const scriptUrl = (): URL =>
  import.meta.url.endsWith('.ts')
    ? new URL('./worker.ts', import.meta.url)
    : new URL(import.meta.resolve('#code-worker'))

/** The host's own, apart from the memory of programs, which lies outside of it. */
const RESOURCES = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 8 }

/** The part of the engine's interface that is used; Node's types leave it out. */
interface Engine {
  readonly WebAssembly: { compile(bytes: Uint8Array): Promise<object> }
}

/**
 * Reads the machine that programs run in; threads share what is made of it.
 *
 * @throws Error when quickjs-wasi is not installed
 */
export const loadMachine = async (): Promise<object> => {
  const { WebAssembly: engine } = globalThis as typeof globalThis & Engine
  try {
    const path = createRequire(import.meta.url).resolve('quickjs-wasi/quickjs.wasm')
    return await engine.compile(await readFile(path))
  } catch (error) {
    throw new Error(
      'codeExecutor needs the package quickjs-wasi, which is not installed: run "npm install quickjs-wasi"',
      { cause: error },
    )
  }
}

/** Starts a thread, and waits until it has started: what comes then is the time of programs. */
export const startWorker = async (wasm: object): Promise<SandboxWorker> => {
  // It inherits nothing: no environment, no arguments, and its output goes nowhere.
  const worker = new Worker(scriptUrl(), {
    workerData: { wasm } satisfies WorkerInput,
    env: {},
    argv: [],
    execArgv: [],
    stdin: false,
    stdout: true,
    stderr: true,
    resourceLimits: RESOURCES,
  })
  let hear: (message: FromWorker) => void = () => {}
  let mourn: (error: unknown) => void = () => {}
  worker.on('message', (message: FromWorker) => hear(message))
  worker.on('error', error => mourn(error))
  worker.on('exit', () => mourn(new Error('The thread ended')))
  const { promise: started, resolve, reject } = Promise.withResolvers<void>()
  hear = () => resolve()
  mourn = reject
  await started
  worker.unref()
  return {
    send: message => worker.postMessage(message),
    listen(onMessage, onDeath) {
      hear = onMessage
      mourn = onDeath
    },
    hold: held => (held ? worker.ref() : worker.unref()),
    async end() {
      await worker.terminate()
    },
  }
}
