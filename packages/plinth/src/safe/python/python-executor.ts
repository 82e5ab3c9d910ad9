import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, realpathSync } from 'node:fs'
import { ToolError } from '../../define/errors.ts'
import { redactText } from '../../redact-text.ts'
import { brief, callAround, type RefusalListener, report, SafetyError } from '../refusal.ts'
import { turns } from '../turns.ts'
import { BOOTSTRAP } from './bootstrap.ts'
import { oneProcessFilter } from './one-process.ts'
import { sandboxArguments } from './sandbox-arguments.ts'

/** How much programs may take up. */
export interface PythonExecutorOptions {
  /** The memory of a process in bytes. Default 256 MiB. */
  readonly memoryBytes?: number
  /** How long a program may compute, in seconds. Default 5. */
  readonly cpuSec?: number
  /** How long a program may take, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number
  /** How many bytes a program may say, on each of its outputs. Default 256 KiB. */
  readonly outputBytes?: number
  /** How many bytes fit into its `/tmp`. Default 16 MiB. */
  readonly tmpBytes?: number
  /** How many programs run at once. Default 2. */
  readonly concurrency?: number
  /** How many programs wait for their turn; more are refused. Default 100. */
  readonly queue?: number
}

/** What came of a program. */
export interface PythonResult {
  readonly status: 'done' | 'failed' | 'limit'
  /** Which limit ended it. */
  readonly limit?: 'time' | 'cpu' | 'output'
  /** What the program left in `result`, as JSON has it. */
  readonly value?: unknown
  readonly stdout: string
  /** Where it failed, the traceback. */
  readonly stderr: string
}

/** What a program belongs to. */
export interface PythonRunOptions {
  readonly signal?: AbortSignal
  /** The call that the program belongs to: hears of limits that were reached. Default: the call that the code runs in. */
  readonly ctx?: RefusalListener & { readonly signal?: AbortSignal }
}

/** Runs Python programs that somebody else wrote. */
export interface PythonExecutor {
  /** Why programs cannot run on this machine; undefined where they can. */
  readonly unavailable: string | undefined
  /**
   * Runs a program. What it assigns to `result` is its value.
   *
   * @throws ToolError where programs cannot run, or too many wait
   * @throws the signal's reason when it fires
   */
  run(code: string, options?: PythonRunOptions): Promise<PythonResult>
}

// Those of the system only: others may lie in a home directory, which the sandbox does not show.
const find = (names: readonly string[]): string | undefined =>
  names.find(path => {
    try {
      accessSync(path, constants.X_OK)
      return realpathSync(path).startsWith('/usr/') || realpathSync(path).startsWith('/bin/')
    } catch {
      return false
    }
  })

const whyNot = (
  bwrap: string | undefined,
  python: string | undefined,
  filter: Buffer | undefined,
): string | undefined => {
  if (process.platform !== 'linux') return 'Python programs run on Linux only'
  if (!filter) return 'Python programs run on x64 and arm64 only'
  if (!bwrap) return 'bubblewrap is not installed: install it with the packages of your system'
  return python
    ? undefined
    : 'python3 of the system is not installed: install it with the packages of your system'
}

const take = (stream: NodeJS.ReadableStream | null | undefined, most: number, onMore: () => void) => {
  const parts: Buffer[] = []
  let total = 0
  stream?.on('data', (part: Buffer) => {
    total += part.length
    if (total > most) onMore()
    else parts.push(part)
  })
  return () => Buffer.concat(parts).toString('utf8')
}

const parsed = (json: string): unknown => {
  try {
    return json === '' ? undefined : JSON.parse(json)
  } catch {
    return undefined
  }
}

const requireWhole = (options: PythonExecutorOptions): void => {
  for (const [name, value] of Object.entries(options))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name} of pythonExecutor is ${value}: give a whole number from 1 on`)
}

const end = (child: ChildProcess): void => void child.kill('SIGKILL')

/**
 * Makes an executor for untrusted Python, each program in a bubblewrap sandbox: no network, only the system's own files
 * to read, a private `/tmp`, no environment, no second process, and limits of the kernel. Where bubblewrap or Python is missing,
 * `unavailable` says so, and nothing runs.
 *
 * @throws RangeError when a limit is no whole number above 0
 * @example
 * const python = pythonExecutor({ cpuSec: 2 })
 * if (!python.unavailable) console.error((await python.run('result = sum(range(10))')).value)
 */
export const pythonExecutor = (options: PythonExecutorOptions = {}): PythonExecutor => {
  requireWhole(options)
  const { memoryBytes = 256 * 2 ** 20, cpuSec = 5, timeoutMs = 10_000 } = options
  const { outputBytes = 256 * 1024, tmpBytes = 16 * 2 ** 20, concurrency = 2, queue = 100 } = options
  const turn = turns(concurrency, queue)
  const bwrap = find(['/usr/bin/bwrap', '/bin/bwrap'])
  const python = find(['/usr/bin/python3', '/bin/python3'])
  const filter = oneProcessFilter(process.arch)
  const unavailable = whyNot(bwrap, python, filter)
  const limits = JSON.stringify({
    AS: memoryBytes,
    CPU: cpuSec,
    NOFILE: 64,
    FSIZE: tmpBytes,
    CORE: 0,
  })

  const runIn = (bwrapPath: string, pythonPath: string, code: string, signal: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<PythonResult>()
    const child = spawn(bwrapPath, [...sandboxArguments(pythonPath, tmpBytes), '-c', BOOTSTRAP, limits], {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
      env: {},
    })
    let limit: PythonResult['limit']
    const cut = (as: NonNullable<PythonResult['limit']>) => {
      limit ??= as
      end(child)
    }
    const onAbort = () => end(child)
    signal.addEventListener('abort', onAbort, { once: true })
    const timer = setTimeout(cut, timeoutMs, 'time')
    const tooMuch = () => cut('output')
    const [stdout, stderr, answer] = [child.stdout, child.stderr, child.stdio[3]].map(stream =>
      take(stream && 'on' in stream ? (stream as NodeJS.ReadableStream) : undefined, outputBytes, tooMuch),
    )
    const rules = child.stdio[4]
    if (rules && 'end' in rules) rules.on('error', () => {}).end(filter)
    child.stdin.on('error', () => {})
    child.stdin.end(code)
    child.once('error', reject)
    child.once('close', (status, killedBy) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      if (signal.aborted) return reject(signal.reason)
      // 128 and more: bubblewrap says so of a program that a signal ended. 24 is the one for computing time, 9 its harder form.
      if (limit === undefined && (killedBy || status === 128 + 24 || status === 128 + 9)) limit = 'cpu'
      const said = { stdout: stdout?.() ?? '', stderr: stderr?.() ?? '' }
      if (limit !== undefined) return resolve({ status: 'limit', limit, ...said })
      resolve(
        status === 0
          ? { status: 'done', value: parsed(answer?.() ?? ''), ...said }
          : { status: 'failed', ...said },
      )
    })
    return promise
  }

  return {
    unavailable,
    async run(code, { signal, ctx } = {}) {
      if (unavailable !== undefined || !bwrap || !python)
        throw new ToolError('Python programs cannot run on this server', {
          code: 'CONNECTION_ERROR',
          cause: new Error(unavailable),
        })
      const signals = [signal, ctx?.signal].filter(each => each !== undefined)
      const any = AbortSignal.any(signals)
      any.throwIfAborted()
      const listener = ctx ?? callAround()
      const leave = await turn(any)
      const result = await runIn(bwrap, python, code, any).finally(leave)
      if (result.limit !== undefined)
        report(
          new SafetyError('A program reached a limit', {
            what: 'code',
            rule: result.limit,
            subject: brief(redactText(code)),
          }),
          listener,
        )
      return result
    },
  }
}
