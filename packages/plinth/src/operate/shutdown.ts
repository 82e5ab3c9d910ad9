import { constants } from 'node:os'
import { type Clock, systemClock } from '../clock.ts'
import { type Logger, silentLogger } from '../logger.ts'

/**
 * What happens when a server stops, in this order:
 *
 * - `readiness`: probes are told that no more work is wanted; then comes the delay
 * - `accept`: no new connections and calls are taken; such a step must not wait for those that there are
 * - `inflight`: resolves when no call is running any more; waited for up to the grace period
 * - `abort`: calls that still run are aborted; then `inflight` is waited for once more, so that they can clean up
 * - `streams`: event streams, subscriptions and background work end
 * - `resources`: pools, clients and files are closed, the last registered first
 * - `log`: what keeps the log is closed, once its last line is written
 */
export type ShutdownPhase = 'readiness' | 'accept' | 'inflight' | 'abort' | 'streams' | 'resources' | 'log'

export type ShutdownStep = () => void | Promise<void>

export interface ShutdownOptions {
  /** Milliseconds between "not ready" and the end of accepting, so that balancers notice. Default 0. */
  readonly delayMs?: number
  /** Milliseconds that calls in flight may take to finish. Default 30,000. */
  readonly graceMs?: number
  /** Milliseconds that any other step may take, and that aborted calls have to clean up. Default 5,000. */
  readonly stepMs?: number
  readonly clock?: Clock
  /** Default: nothing is logged. */
  readonly log?: Logger
  /** Ends the process. Default `process.exit`. */
  readonly exit?: (code: number) => void
}

type StopSignal = 'SIGINT' | 'SIGTERM'

/** Where signals come from; `process` is one. */
export interface SignalSource {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown
  off(signal: StopSignal, listener: (signal: StopSignal) => void): unknown
}

export interface Shutdown {
  /** Whether it has begun: then the server is not ready. */
  readonly draining: boolean
  /**
   * Adds a step. One that comes after its phase has begun runs at once, so that nothing is left open.
   *
   * @param name what the step is called in the log
   * @returns takes the step back, for what was closed in another way
   */
  register(phase: ShutdownPhase, name: string, step: ShutdownStep): () => void
  /** Stops the server and ends the process with code 0. Calling it again waits for the same end. */
  start(reason: string): Promise<void>
  /**
   * Starts on SIGINT and SIGTERM; the second signal ends the process at once, with 128 and the signal's number. A
   * SIGINT that echoes the first, within a quarter of a second, does not count.
   *
   * @returns stops listening for signals
   */
  install(source?: SignalSource): () => void
}

interface Registered {
  readonly phase: ShutdownPhase
  readonly name: string
  readonly step: ShutdownStep
}

/**
 * Under `npm start` one Ctrl-C comes twice: from the terminal, which sends it to the whole foreground, and from npm,
 * which passes it on. Nobody presses it twice that fast.
 */
const ECHO_MS = 250

const signals: readonly StopSignal[] = ['SIGINT', 'SIGTERM']

/**
 * Makes the one that stops a server in good order. It knows nothing of transports: whatever must be stopped is
 * registered. A step that fails or hangs is logged and does not keep the others from running.
 *
 * @example
 * const shutdown = createShutdown({ graceMs: 10_000 })
 * shutdown.register('resources', 'database', () => console.error('closed'))
 * shutdown.install()
 */
export const createShutdown = (options: ShutdownOptions = {}): Shutdown => {
  const { delayMs = 0, graceMs = 30_000, stepMs = 5_000, clock = systemClock, log = silentLogger } = options
  const exit = options.exit ?? ((code: number) => process.exit(code))
  const steps = new Set<Registered>()
  const begun = new Set<ShutdownPhase>()
  let ending: Promise<void> | undefined

  /** Whether the work ended in time. */
  const within = (ms: number, work: Promise<unknown>): Promise<boolean> =>
    new Promise(resolve => {
      const cancel = clock.after(ms, () => resolve(false))
      const ended = () => {
        cancel()
        resolve(true)
      }
      work.then(ended, ended)
    })

  const attempt = async ({ phase, name, step }: Registered) => {
    try {
      await step()
    } catch (error) {
      log.error('shutdown.step_failed', {
        message: `${name} failed while stopping`,
        phase,
        step: name,
        error,
      })
    }
  }

  const bounded = async (registered: Registered) => {
    if (await within(stepMs, attempt(registered))) return
    const { phase, name } = registered
    log.error('shutdown.step_hangs', {
      message: `${name} took more than ${stepMs} ms to stop`,
      phase,
      step: name,
    })
  }

  const begin = (phase: ShutdownPhase) => {
    begun.add(phase)
    return [...steps].filter(registered => registered.phase === phase)
  }

  const together = async (phase: ShutdownPhase) => {
    await Promise.all(begin(phase).map(bounded))
  }

  const drain = async () => {
    const waiting = new Set<string>()
    const idle = Promise.all(
      begin('inflight').map(async registered => {
        waiting.add(registered.name)
        await attempt(registered)
        waiting.delete(registered.name)
      }),
    )
    const finished = await within(graceMs, idle)
    if (!finished) {
      const message = `Calls were still running after ${graceMs} ms and are aborted`
      log.warning('shutdown.grace_expired', { message, waiting: [...waiting] })
    }
    await together('abort')
    if (!finished && !(await within(stepMs, idle))) {
      log.error('shutdown.abort_ignored', { message: 'Aborted calls did not end', waiting: [...waiting] })
    }
  }

  const stop = async (reason: string) => {
    const startedAt = clock.now()
    // Nothing else may be alive while calls finish or resources close, and the process must not end before they have.
    const alive = setInterval(() => {}, 2 ** 30)
    log.info('shutdown.start', { message: `Stopping: ${reason}`, reason, delayMs, graceMs })
    await together('readiness')
    if (delayMs > 0) await within(delayMs, new Promise(() => {}))
    await together('accept')
    await drain()
    await together('streams')
    for (const registered of begin('resources').reverse()) await bounded(registered)
    log.info('shutdown.done', { message: 'Stopped', durationMs: clock.now() - startedAt })
    await together('log')
    clearInterval(alive)
    exit(0)
  }

  const start = (reason: string) => {
    ending ??= stop(reason)
    return ending
  }

  return {
    get draining() {
      return ending !== undefined
    },
    register(phase, name, step) {
      const registered = { phase, name, step }
      if (begun.has(phase)) void bounded(registered)
      else steps.add(registered)
      return () => void steps.delete(registered)
    },
    start,
    install(source = process) {
      let first: { readonly signal: StopSignal; readonly at: number } | undefined
      const isEcho = (signal: StopSignal) =>
        signal === 'SIGINT' && first?.signal === signal && clock.now() - first.at < ECHO_MS
      const listener = (signal: StopSignal) => {
        if (isEcho(signal)) return
        if (first) {
          log.warning('shutdown.forced', { message: `Stopped at once by a second signal, ${signal}`, signal })
          return exit(128 + constants.signals[signal])
        }
        first = { signal, at: clock.now() }
        void start(signal)
      }
      for (const signal of signals) source.on(signal, listener)
      return () => {
        for (const signal of signals) source.off(signal, listener)
      }
    },
  }
}
