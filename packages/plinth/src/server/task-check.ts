import type { HealthCheck } from '../operate/health-check.ts'
import type { Tasks } from '../tasks/engine.ts'

/** Looks whether tasks can be kept, and counts them. */
export const taskCheck = (tasks: Pick<Tasks, 'tally'>): HealthCheck => ({
  name: 'tasks',
  priority: 'medium',
  check: async () => {
    const metadata = { ...(await tasks.tally()) }
    const { queued, running, waiting } = metadata
    return {
      status: 'healthy',
      message: `${running} run, ${queued} are queued, ${waiting} wait for answers`,
      metadata,
    }
  },
})
