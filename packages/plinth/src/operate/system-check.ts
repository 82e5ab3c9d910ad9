import { statfs } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import process from 'node:process'
import type { HealthCheck } from './health-check.ts'

/** What the machine says of itself. */
export interface Readings {
  /** Milliseconds that all processors together were idle, and were there at all, since the machine started. */
  cpu(): { readonly idleMs: number; readonly totalMs: number }
  /** Bytes. */
  memory(): { readonly available: number; readonly total: number }
  /** Bytes of the file system that a path is on. */
  disk(path: string): Promise<{ readonly available: number; readonly used: number }>
}

/** Percentages in use above which health is degraded. Default 80. */
export interface SystemLimits {
  readonly cpuPercent?: number
  readonly memoryPercent?: number
  readonly diskPercent?: number
}

/** A check whose limits may change while it is used. */
export interface SystemCheck extends HealthCheck {
  configure(limits: SystemLimits): void
}

/** How much of the machine may be in use for `systemCheck`. */
export interface SystemCheckOptions extends SystemLimits {
  /** A path on the file system to look at. Default: the current folder. */
  readonly path?: string
  /** Default: those of this machine. */
  readonly readings?: Readings
}

/** Processor time below which a share says nothing: the system counts in steps of 10 ms. */
const MIN_TOTAL_MS = 500

const machine: Readings = {
  cpu() {
    let idleMs = 0
    let totalMs = 0
    for (const { times } of cpus()) {
      idleMs += times.idle
      totalMs += times.user + times.nice + times.sys + times.idle + times.irq
    }
    return { idleMs, totalMs }
  },
  memory() {
    const limit = process.constrainedMemory()
    const total = limit > 0 ? Math.min(limit, totalmem()) : totalmem()
    return { available: Math.min(process.availableMemory(), total), total }
  },
  async disk(path) {
    const { bsize, blocks, bfree, bavail } = await statfs(path)
    return { available: bavail * bsize, used: (blocks - bfree) * bsize }
  },
}

const percent = (part: number, whole: number): number =>
  whole > 0 ? Math.round((Math.min(Math.max(part, 0), whole) / whole) * 1_000) / 10 : 0

/**
 * Looks at processors, memory and disk. Processor use is what was used since the round before, so that nothing waits;
 * the first round has none to tell.
 *
 * @example
 * const health = createHealth({ service: 'weather', version: '1.0.0', transport: 'http' })
 * health.register(systemCheck({ diskPercent: 90 }))
 */
export const systemCheck = (options: SystemCheckOptions = {}): SystemCheck => {
  const { cpuPercent = 80, memoryPercent = 80, diskPercent = 80 } = options
  let limits = { cpuPercent, memoryPercent, diskPercent }
  const { path = process.cwd(), readings = machine } = options
  let before: ReturnType<Readings['cpu']> | undefined

  const cpuUse = (): number | undefined => {
    const now = readings.cpu()
    before ??= now
    const totalMs = now.totalMs - before.totalMs
    if (totalMs < MIN_TOTAL_MS) return undefined
    const busyMs = totalMs - (now.idleMs - before.idleMs)
    before = now
    return percent(busyMs, totalMs)
  }

  return {
    name: 'system',
    priority: 'medium',
    configure(changed) {
      limits = { ...limits, ...changed }
    },
    async check() {
      const cpu = cpuUse()
      const { available, total } = readings.memory()
      const memory = percent(total - available, total)
      const space = await readings.disk(path)
      const disk = percent(space.used, space.used + space.available)
      const over = [
        { name: 'CPU', use: cpu ?? 0, limit: limits.cpuPercent },
        { name: 'memory', use: memory, limit: limits.memoryPercent },
        { name: 'disk', use: disk, limit: limits.diskPercent },
      ].filter(({ use, limit }) => use > limit)
      return {
        status: over.length > 0 ? 'degraded' : 'healthy',
        message:
          over.map(({ name, use, limit }) => `${name}: ${use} % in use, more than ${limit} %`).join('; ') ||
          'Enough of everything',
        metadata: {
          cpu_percent: cpu ?? null,
          memory_percent: memory,
          disk_percent: disk,
          load_average: loadavg().map(load => Math.round(load * 100) / 100),
          processors: availableParallelism(),
        },
      }
    },
  }
}
