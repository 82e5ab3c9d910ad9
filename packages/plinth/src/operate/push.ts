import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Gateway } from './metrics.ts'
import { outage } from './outage.ts'

export interface PushOptions {
  readonly gateway: Gateway
  /** What the metrics are called: the job, and which of its processes this is. */
  readonly job: string
  readonly instance: string
  /** Milliseconds between two pushes. */
  readonly intervalMs: number
  readonly clock: Clock
  /** Gets `push.failed` when the gateway stops to take metrics, and `push.restored` when it takes them again. */
  readonly log: Logger
}

/**
 * Pushes metrics at an interval, the first time after one. What fails is tried again at the next turn, with the numbers
 * of then.
 *
 * @returns ends it, with one last push
 */
export const startPushing = (options: PushOptions): (() => Promise<void>) => {
  const { gateway, job, instance, intervalMs, clock, log } = options
  const state = outage(log, 'push', 'The Pushgateway')
  let stopped = false
  let cancel = () => {}

  const push = () =>
    gateway.push({ jobName: job, groupings: { instance } }).then(
      () => state.worked(),
      error => state.failed(error),
    )
  const next = () => {
    cancel = clock.after(intervalMs, () => {
      void push().then(() => {
        if (!stopped) next()
      })
    })
  }
  next()
  return () => {
    stopped = true
    cancel()
    return push()
  }
}
