import { type Clock, systemClock } from '../clock.ts'
import { type Logger, silentLogger } from '../logger.ts'
import type { CheckResult, HealthCheck } from './health-check.ts'
import { type Finding, type HealthReport, healthReport } from './health-report.ts'
import { effectOf, type HealthStatus } from './health-status.ts'

/** What may change while checks run. */
export interface HealthTiming {
  /** Milliseconds from the beginning of one round to the next. Default 30,000. */
  readonly intervalMs?: number
  /** Milliseconds that each check may take. Default 10,000. */
  readonly timeoutMs?: number
}

/** What `createHealth` checks at first, how often, and for which server. */
export interface HealthOptions extends HealthTiming {
  /** Who reports. */
  readonly service: string
  readonly version: string
  readonly transport: string
  /** How many checks run at once. Default 4. */
  readonly concurrency?: number
  readonly clock?: Clock
  /** Gets `health.changed` when the status of the whole changes, and `health.check_failed` for what checks throw. */
  readonly log?: Logger
}

/** The checks of a server, and what came of them. */
export interface Health {
  /**
   * Adds a check, which the next round carries out; until then it is stale.
   *
   * @returns takes it out again
   * @throws TypeError when it has no name, or another check has the same
   */
  register(check: HealthCheck): () => void
  /** Begins with the first round, in the background. */
  start(): void
  /** Ends the rounds, and aborts checks that are under way. */
  stop(): void
  /**
   * Changes how often checks run, and how long each may take. What runs at the moment, or is due, goes on as it was.
   *
   * @throws RangeError when a value is out of range
   */
  configure(timing: HealthTiming): void
  /** Carries out one check between two rounds, because what it looks at has just changed. */
  look(name: string): Promise<void>
  /** What is known at this moment; looks at nothing. */
  report(): HealthReport
}

interface Slot {
  readonly check: HealthCheck
  /** There while the check runs, even when its time is up. */
  running?: AbortController
  last?: Finding['last']
}

const STATUSES: ReadonlySet<unknown> = new Set<HealthStatus>(['healthy', 'degraded', 'unhealthy'])

const checkPositive = (values: Readonly<Record<string, number>>): void => {
  for (const [name, value] of Object.entries(values))
    if (!(value >= 1 && Number.isFinite(value)))
      throw new RangeError(`Health: ${name} must be a number from 1, but is ${value}`)
}

const unhealthy = (message: string): CheckResult => ({ status: 'unhealthy', message })

/**
 * Looks after a server in rounds, each check bounded in time, a few at once, and never the same twice at once.
 *
 * @throws RangeError when an option is out of range
 * @example
 * const health = createHealth({ service: 'weather', version: '1.0.0', transport: 'http' })
 * health.register({ name: 'database', priority: 'critical', check: async () => ({ status: 'healthy' }) })
 * health.start()
 * // Until the first round is over.
 * health.report().status // 'degraded'
 */
export const createHealth = (options: HealthOptions): Health => {
  const { service, version, transport, clock = systemClock, log = silentLogger } = options
  const { intervalMs = 30_000, timeoutMs = 10_000, concurrency = 4 } = options
  checkPositive({ intervalMs, timeoutMs, concurrency })
  let timing = { intervalMs, timeoutMs }
  const slots = new Map<string, Slot>()
  let cancelNext: (() => void) | undefined
  let phase: 'new' | 'started' | 'stopped' = 'new'
  let known: HealthStatus = 'healthy'

  const attempt = async ({ check }: Slot, signal: AbortSignal): Promise<CheckResult> => {
    try {
      const result = await check.check(signal)
      if (STATUSES.has(result?.status)) return result
      return unhealthy('The check gave no status: it has to return { status: "healthy" } or the like')
    } catch (error) {
      if (!signal.aborted) log.warning('health.check_failed', { check: check.name, error })
      return unhealthy(error instanceof Error ? error.message : String(error))
    }
  }

  /** Resolves when the check has ended or its time is up, whatever is first. */
  const probe = (slot: Slot): Promise<void> => {
    if (slot.running) return Promise.resolve()
    const controller = new AbortController()
    slot.running = controller
    const startedAt = clock.now()
    const { timeoutMs: patience } = timing
    return new Promise(resolve => {
      const settle = (result: CheckResult) => {
        const at = clock.now()
        slot.last = { result, durationMs: Math.max(0, at - startedAt), at }
        resolve()
      }
      const cancel = clock.after(patience, () => {
        settle(unhealthy(`The check took more than ${patience} ms`))
        controller.abort()
      })
      void attempt(slot, controller.signal).then(result => {
        cancel()
        delete slot.running
        if (controller.signal.aborted) resolve()
        else settle(result)
      })
    })
  }

  const report = () =>
    healthReport(
      [...slots.values()].map(({ check: { name, priority }, last }) => ({ name, priority, last })),
      { service, version, transport, now: clock.now(), staleMs: 2 * timing.intervalMs + timing.timeoutMs },
    )

  const tell = () => {
    const { status, checks } = report()
    if (status === known) return
    const because = Object.entries(checks).flatMap(([name, check]) =>
      effectOf({ stale: false, ...check }) === 'healthy' ? [] : [name],
    )
    const line = { message: `The server is ${status}`, from: known, to: status, because }
    if (status === 'healthy') log.info('health.changed', line)
    else log.warning('health.changed', line)
    known = status
  }

  const round = async () => {
    const next = slots.values()
    const worker = async () => {
      for (const slot of next) if (phase === 'started') await probe(slot)
    }
    const startedAt = clock.now()
    await Promise.all(Array.from({ length: concurrency }, worker))
    if (phase !== 'started') return
    tell()
    const elapsed = Math.max(0, clock.now() - startedAt)
    cancelNext = clock.after(Math.max(0, timing.intervalMs - elapsed), () => void round())
  }

  return {
    register(check) {
      if (!check.name) throw new TypeError('A health check needs a name: { name: "database", ... }')
      if (slots.has(check.name)) throw new TypeError(`There is a health check "${check.name}" already`)
      slots.set(check.name, { check })
      return () => void slots.delete(check.name)
    },
    start() {
      if (phase !== 'new') return
      phase = 'started'
      void round()
    },
    configure(changed) {
      const next = { ...timing, ...changed }
      checkPositive(next)
      timing = next
    },
    stop() {
      phase = 'stopped'
      cancelNext?.()
      for (const { check, running } of slots.values()) {
        running?.abort()
        check.stop?.()
      }
    },
    async look(name) {
      const slot = slots.get(name)
      if (!slot || phase !== 'started') return
      await probe(slot)
      tell()
    },
    report,
  }
}
