import type { HealthCheck } from '../operate/health-check.ts'
import type { Tasks } from '../tasks/engine.ts'

/** From which share of what may be kept on operators should know. */
const NEARLY_FULL = 0.9

const percent = (part: number, whole: number): number => Math.round((part / whole) * 1_000) / 10

/** Looks whether tasks can be kept, how much room is left for them, and counts them. */
export const taskCheck = (
  tasks: Pick<Tasks, 'tally' | 'size' | 'limits' | 'active' | 'concurrency'>,
): HealthCheck => ({
  name: 'tasks',
  priority: 'medium',
  check: async () => {
    const [tally, bytes] = await Promise.all([tasks.tally(), tasks.size()])
    const { limits, active, concurrency } = tasks
    const kept = Object.values(tally).reduce((sum, count) => sum + count, 0)
    const metadata = {
      ...tally,
      active,
      concurrency,
      store_bytes: bytes,
      max_tasks: limits.tasks,
      max_bytes: limits.bytes,
    }
    const full = [
      ...(kept >= NEARLY_FULL * limits.tasks ? [`${percent(kept, limits.tasks)} % of the tasks`] : []),
      ...(bytes >= NEARLY_FULL * limits.bytes ? [`${percent(bytes, limits.bytes)} % of the bytes`] : []),
    ]
    if (full.length > 0)
      return {
        status: 'degraded',
        message: `There is little room: ${full.join(' and ')} that may be kept`,
        metadata,
      }
    const { queued, running, waiting } = tally
    return {
      status: 'healthy',
      message: `${running} run, ${queued} are queued, ${waiting} wait for answers`,
      metadata,
    }
  },
})
