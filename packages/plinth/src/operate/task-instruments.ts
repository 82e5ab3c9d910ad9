import type PromClient from 'prom-client'
import type { Registry } from 'prom-client'
import type { Tasks } from '../tasks/engine.ts'

/** What is known of tasks at the moment of the question. */
export type TaskGauges = Pick<Tasks, 'tally' | 'size' | 'active' | 'concurrency'>

const QUEUE_BUCKETS = [0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600]
/** Seconds: from what could have been waited for to what takes a night. */
const DURATION_BUCKETS = [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 43_200]

/** The instruments of tasks. A store that cannot be asked leaves out its own, and no other. */
export const taskInstruments = (
  { Counter, Gauge, Histogram }: Pick<typeof PromClient, 'Counter' | 'Gauge' | 'Histogram'>,
  { registry, tasks }: { registry: Registry; tasks: (() => TaskGauges | undefined) | undefined },
) => {
  const registers = [registry]
  const counter = <T extends string>(name: string, help: string, labelNames: T[]) =>
    new Counter({ name, help, labelNames, registers })
  if (tasks) {
    new Gauge({
      name: 'mcp_tasks',
      help: 'Tasks that are kept, of all processes that share the store: queued, running, input_required, completed, failed or cancelled',
      labelNames: ['status'],
      registers,
      async collect() {
        this.reset()
        const found = await tasks()
          ?.tally()
          .catch(() => undefined)
        if (!found) return
        const { waiting, ...others } = found
        for (const [status, count] of Object.entries({ ...others, input_required: waiting }))
          this.set({ status }, count)
      },
    })
    new Gauge({
      name: 'mcp_tasks_store_bytes',
      help: 'Room that tasks take in their store',
      registers,
      async collect() {
        this.reset()
        const bytes = await tasks()
          ?.size()
          .catch(() => undefined)
        if (bytes === undefined) this.remove()
        else this.set(bytes)
      },
    })
    const own = (name: string, help: string, read: (now: TaskGauges) => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          const now = tasks()
          if (now) this.set(read(now))
        },
      })
    own('mcp_tasks_active', 'Tasks that this process runs', now => now.active)
    own('mcp_tasks_concurrency', 'Tasks that this process runs at most', now => now.concurrency)
  }
  return {
    tasksCreated: counter('mcp_tasks_created_total', 'Calls that became tasks', ['tool']),
    tasksFinished: counter(
      'mcp_tasks_finished_total',
      'Tasks that have ended: completed, failed or cancelled',
      ['tool', 'status'],
    ),
    taskQueueTimes: new Histogram({
      name: 'mcp_task_queue_seconds',
      help: 'How long tasks waited for their turn',
      labelNames: ['tool'],
      buckets: QUEUE_BUCKETS,
      registers,
    }),
    taskDurations: new Histogram({
      name: 'mcp_task_duration_seconds',
      help: 'How long tasks took from their making to their end, with what they waited for',
      labelNames: ['tool'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    tasksRecovered: counter(
      'mcp_tasks_recovered_total',
      'Tasks whose worker had died, and that were queued again or have failed',
      ['tool', 'as'],
    ),
    tasksExpired: counter('mcp_tasks_expired_total', 'Tasks that had expired and were deleted', []),
  }
}
