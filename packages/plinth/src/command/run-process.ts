import { type SpawnOptions, spawn as spawnChild } from 'node:child_process'
import type { EventEmitter } from 'node:events'
import { Socket } from 'node:net'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { type Clock, systemClock } from '../clock.ts'
import { lineSplitter } from './lines.ts'
import { killGroup, trackGroup } from './live-groups.ts'
import { type Output, outputCollector } from './output.ts'
import type { Program } from './sandbox.ts'

/** What is needed of a child process. */
export interface Child extends Pick<EventEmitter, 'on'> {
  readonly pid?: number | undefined
  readonly stdout: Readable | null | undefined
  readonly stderr: Readable | null | undefined
  unref(): void
}

/** Starts a program: `spawn` of Node, or what stands in for it. */
export type Spawn = (file: string, args: readonly string[], options: SpawnOptions) => Child

export interface RunOptions {
  /** The search path that the child gets. Beside it the child knows nothing but `LANG` and `LC_ALL`. */
  readonly path: string
  /** Milliseconds after which everything that was started is ended. */
  readonly timeoutMs: number
  /** Ends everything that was started when it fires. */
  readonly signal?: AbortSignal
  readonly maxStdoutBytes: number
  readonly maxStderrBytes: number
  /** The working folder. Default `/`. */
  readonly cwd?: string
  /** Told of each line of standard output while the program runs. */
  readonly onLine?: (line: string) => void
  /** Milliseconds from the request to end to the end by force. Default 500. */
  readonly killGraceMs?: number
  readonly clock?: Clock
  readonly spawn?: Spawn
  readonly killGroup?: (group: number, signal: NodeJS.Signals) => void
}

export interface RunResult {
  /** As a shell would tell it: the exit code, 128 and the signal's number, or 124 when time was up. */
  readonly returncode: number
  readonly signal: NodeJS.Signals | undefined
  readonly stdout: Output
  readonly stderr: Output
  readonly ended: 'by-itself' | 'timed-out' | 'cancelled'
  readonly durationMs: number
}

/** How long pipes may stay open after their program has ended: something that it left behind may hold them. */
const DRAIN_MS = 500
const TIMED_OUT = 124

/** Without a prototype, so that nothing that was added to `Object.prototype` can become a variable of the child. */
const childEnvironment = (path: string): NodeJS.ProcessEnv =>
  Object.assign(Object.create(null), { PATH: path, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' })

/**
 * Hands each chunk to `take`, which may not keep it. The memory of a chunk that came from a pipe is given back at once:
 * left to the garbage collector, a flood of output would raise memory by up to 100 MB.
 */
const consume = (stream: Readable | null | undefined, take: (chunk: Buffer) => void): void => {
  const ownsChunks = stream instanceof Socket
  stream?.on('data', (chunk: Buffer) => {
    take(chunk)
    const { buffer } = chunk
    if (ownsChunks && buffer instanceof ArrayBuffer && chunk.byteLength === buffer.byteLength)
      buffer.transfer(0)
  })
  // A broken pipe ends the stream; whether the child has ended is told by the child's own events.
  stream?.on('error', () => {})
}

/**
 * Runs a program to its end and collects what it prints. No shell is involved. The program is the head of a process
 * group of its own, and when this resolves nothing of that group runs any more, however it ended.
 *
 * @throws the system's error when the program cannot be started
 */
export const runProcess = (program: Program, options: RunOptions): Promise<RunResult> => {
  const { clock = systemClock, killGraceMs = 500, signal, onLine } = options
  const spawn = options.spawn ?? spawnChild
  const endGroup = options.killGroup ?? killGroup
  const startedAt = clock.now()
  const stdout = outputCollector(options.maxStdoutBytes)
  const stderr = outputCollector(options.maxStderrBytes)
  const lines = onLine && lineSplitter(onLine)

  return new Promise((resolve, reject) => {
    const child = spawn(program.file, [...program.args], {
      cwd: options.cwd ?? '/',
      env: childEnvironment(options.path),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
      windowsHide: true,
    })
    const group = child.pid
    const untrack = group === undefined ? undefined : trackGroup(group)
    const timers: (() => void)[] = []
    let ended: RunResult['ended'] = 'by-itself'
    let exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null } | undefined
    let settled = false

    const signalGroup = (name: NodeJS.Signals): void => {
      if (group !== undefined) endGroup(group, name)
    }
    const after = (ms: number, callback: () => void): void => {
      timers.push(clock.after(ms, callback))
    }
    const cleanUp = (): void => {
      settled = true
      for (const cancel of timers) cancel()
      signal?.removeEventListener('abort', cancel)
      signalGroup('SIGKILL')
      child.stdout?.destroy()
      child.stderr?.destroy()
      child.unref()
      untrack?.()
    }
    const finish = (): void => {
      if (settled) return
      cleanUp()
      lines?.end()
      const number = exit?.signal
        ? 128 + constants.signals[exit.signal]
        : (exit?.code ?? 128 + constants.signals.SIGKILL)
      resolve({
        returncode: ended === 'timed-out' ? TIMED_OUT : number,
        signal: exit?.signal ?? undefined,
        stdout: stdout.read(),
        stderr: stderr.read(),
        ended,
        durationMs: clock.now() - startedAt,
      })
    }
    const stop = (reason: 'timed-out' | 'cancelled'): void => {
      if (settled || exit || ended !== 'by-itself') return
      ended = reason
      signalGroup('SIGTERM')
      after(killGraceMs, () => {
        signalGroup('SIGKILL')
        after(DRAIN_MS, finish)
      })
    }
    const cancel = (): void => stop('cancelled')

    consume(child.stdout, chunk => {
      stdout.write(chunk)
      lines?.write(chunk)
    })
    consume(child.stderr, stderr.write)
    child.on('exit', (code: number | null, name: NodeJS.Signals | null) => {
      exit = { code, signal: name }
      if (ended === 'by-itself') after(DRAIN_MS, finish)
    })
    child.on('close', finish)
    child.on('error', (error: Error) => {
      if (settled || group !== undefined) return
      cleanUp()
      reject(error)
    })
    after(options.timeoutMs, () => stop('timed-out'))
    if (signal?.aborted) cancel()
    else signal?.addEventListener('abort', cancel)
  })
}
