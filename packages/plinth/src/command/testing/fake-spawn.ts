import type { SpawnOptions } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { Child, Spawn } from '../run-process.ts'

/** A process that was never started: a test decides what it prints and how it ends. */
export class FakeProcess extends EventEmitter implements Child {
  readonly pid: number | undefined
  readonly file: string
  readonly args: readonly string[]
  readonly options: SpawnOptions
  readonly stdout = new PassThrough()
  readonly stderr = new PassThrough()
  /** The signals that its group was sent. */
  readonly signals: NodeJS.Signals[] = []
  /** Whether nobody waits for it any more. */
  released = false

  constructor(pid: number | undefined, file: string, args: readonly string[], options: SpawnOptions) {
    super()
    this.pid = pid
    this.file = file
    this.args = args
    this.options = options
  }

  unref(): void {
    this.released = true
  }

  /** Ends it: `exit` first, then its pipes. */
  exit(code: number | null, signal: NodeJS.Signals | null = null): void {
    this.emit('exit', code, signal)
    this.stdout.end()
    this.stderr.end()
    setImmediate(() => this.emit('close', code, signal))
  }

  /** Reports that the system did not start it. */
  fail(code: string): void {
    this.emit('error', Object.assign(new Error(`spawn ${code}`), { code }))
  }
}

export interface FakeSpawnOptions {
  /** Called with each process once its streams are listened to. */
  readonly behave?: (process: FakeProcess) => void
  /** Whether starting fails, so that there is no process id. Default false. */
  readonly failing?: boolean
}

/** Stands in for `child_process.spawn` and for the signals that end process groups. */
export interface FakeSpawn {
  readonly spawn: Spawn
  readonly killGroup: (group: number, signal: NodeJS.Signals) => void
  readonly processes: readonly FakeProcess[]
}

/**
 * Makes a spawn for tests, which starts nothing.
 *
 * @example
 * const { spawn, killGroup } = fakeSpawn({
 *   behave(process) {
 *     process.stdout.write('64 bytes from 10.0.0.1')
 *     process.exit(0)
 *   },
 * })
 * commandTool({ name: 'ping', command: 'ping', system: { spawn, killGroup } })
 */
export const fakeSpawn = ({ behave, failing = false }: FakeSpawnOptions = {}): FakeSpawn => {
  const processes: FakeProcess[] = []
  return {
    processes,
    spawn(file, args, options) {
      // Far beyond any real process id, should a test ever let one reach the system.
      const pid = failing ? undefined : 2 ** 30 + processes.length
      const process = new FakeProcess(pid, file, args, options)
      processes.push(process)
      if (behave) setImmediate(() => behave(process))
      return process
    },
    killGroup(group, signal) {
      processes.find(process => process.pid === group)?.signals.push(signal)
    },
  }
}
